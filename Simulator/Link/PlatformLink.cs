using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Link;

/// <summary>
/// One connection of a platform to a GB/T 32960 server (2016, clause 4). Frames are sent without waiting for their answers; how many are under way is bounded
/// by the small send buffer here and by the server, which reads no faster than it works.
/// </summary>
internal sealed class PlatformLink : IAsyncDisposable
{
    private const int SendBufferBytes = 64 * 1024, LongestFrame = 128;

    private static readonly TimeSpan LoginTimeout = TimeSpan.FromSeconds(10);

    private readonly Endpoint _server;
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly LinkCounts _counts;
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<AnswerFlag> _loginAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlatformLink(Endpoint server, TcpClient client, LinkCounts counts)
    {
        (_server, _client, _counts) = (server, client, counts);
        _stream = client.GetStream();
        Closed = ReadAnswersAsync();
    }

    /// <summary>Done when the server has closed its side; faulted with a <see cref="LinkException"/> when the connection broke.</summary>
    internal Task Closed { get; }

    /// <summary>Cancelled when <see cref="Closed"/> is about to be done, for those who wait for something else.</summary>
    internal CancellationToken Over => _over.Token;

    /// <summary>Connects.</summary>
    /// <exception cref="LinkException">The server cannot be reached.</exception>
    internal static async Task<PlatformLink> ConnectAsync(Endpoint server, LinkCounts counts, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true, SendBufferSize = SendBufferBytes };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, cancellationToken);
            return new PlatformLink(server, client, counts);
        }
        catch (SocketException e)
        {
            client.Dispose();
            throw new LinkException($"{server} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Logs the platform in and waits for the success answer.</summary>
    /// <param name="edition">The edition to log in by.</param>
    /// <param name="credentials">The platform's name, also its code, and its password.</param>
    /// <param name="sequence">Number of the login.</param>
    /// <param name="time">The clock that bounds the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LinkException">Another answer, none within ten seconds, or the connection ended.</exception>
    internal async Task LogInAsync(Edition edition, Credentials credentials, ushort sequence, TimeProvider time, CancellationToken cancellationToken)
    {
        var frame = new byte[LongestFrame];
        var length = FrameWriter.PlatformLogin(frame, edition, credentials.User, time.GetUtcNow(), sequence, credentials.User, credentials.Password);
        await WriteAsync(frame.AsMemory(0, length), cancellationToken);
        var flag = await AwaitLoginAnswerAsync(time, cancellationToken);
        if (flag != AnswerFlag.Success)
            throw new LinkException($"{_server} refused the platform login with answer flag 0x{(byte)flag:x2} ({flag}): check user name and password.");
    }

    /// <summary>Sends whole frames.</summary>
    /// <exception cref="LinkException">The connection broke.</exception>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes, int frames, CancellationToken cancellationToken)
    {
        await WriteAsync(bytes, cancellationToken);
        _counts.AddSent(frames);
    }

    /// <summary>Logs the platform out.</summary>
    /// <param name="edition">That of the login.</param>
    /// <param name="credentials">Those of the login.</param>
    /// <param name="sequence">Number of the login.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="LinkException">The connection broke.</exception>
    internal async Task LogOutAsync(Edition edition, Credentials credentials, ushort sequence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var frame = new byte[LongestFrame];
        var length = FrameWriter.Logout(frame, edition, Command.PlatformLogout, credentials.User, now, sequence);
        await WriteAsync(frame.AsMemory(0, length), cancellationToken);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken(e);
        }
    }

    /// <summary>Closes the sending side, so that the server sees the end of the frames and can still answer.</summary>
    /// <exception cref="LinkException">The connection broke before.</exception>
    internal void FinishSending()
    {
        try
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException e)
        {
            throw Broken(e);
        }
    }

    /// <summary>Reads answers until the server closes its side, or has said nothing for a while.</summary>
    /// <returns>Whether the server closed.</returns>
    /// <exception cref="LinkException">The connection broke.</exception>
    internal async Task<bool> AwaitCloseAsync(TimeSpan longestSilence, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var heard = -1L; !Closed.IsCompleted && heard != _counts.Answered;)
        {
            heard = _counts.Answered;
            await Closed.WaitAsync(longestSilence, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (Closed.IsCompleted)
            await Closed;
        return Closed.IsCompleted;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        // Whoever needed to know how the connection ended has awaited Closed; here it only has to be over.
        await Closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task<AnswerFlag> AwaitLoginAnswerAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await _loginAnswer.Task.WaitAsync(LoginTimeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new LinkException($"{_server} did not answer the platform login within {LoginTimeout.TotalSeconds} s.", e);
        }
    }

    private async Task ReadAnswersAsync()
    {
        var reader = PipeReader.Create(_stream);
        var framer = new Framer();
        try
        {
            for (var ended = false; !ended;)
            {
                var read = await reader.ReadAsync();
                var buffer = read.Buffer;
                for (var verdict = FrameVerdict.Frame; verdict != FrameVerdict.NeedMore;)
                {
                    verdict = framer.TryRead(ref buffer, out var frame);
                    if (verdict == FrameVerdict.Frame)
                        Take(frame);
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
                ended = read.IsCompleted;
            }
            _loginAnswer.TrySetException(new LinkException($"{_server} closed the connection without an answer to the platform login."));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            var broken = Broken(e);
            _loginAnswer.TrySetException(broken);
            throw broken;
        }
        finally
        {
            _ = _loginAnswer.Task.Exception;
            await reader.CompleteAsync();
            await _over.CancelAsync();
        }
    }

    private void Take(ReadOnlySequence<byte> frame)
    {
        if (!FrameView.TryCreate(frame.IsSingleSegment ? frame.FirstSpan : frame.ToArray(), out var view) || view.Answer == AnswerFlag.Command)
            return;
        if (view.Command == Command.PlatformLogin)
            _loginAnswer.TrySetResult(view.Answer);
        if (view.Command is not (Command.PlatformLogin or Command.PlatformLogout))
            _counts.AddAnswer(view.Answer == AnswerFlag.Success);
    }

    private LinkException Broken(Exception cause) => new($"The connection to {_server} broke: {cause.Message}", cause);
}
