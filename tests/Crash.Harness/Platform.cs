using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;

namespace Twins.Crash.Harness;

/// <summary>
/// The sender: a platform that sends its fleet's frames in order, has a bounded number of them unanswered, and after a lost connection sends again in
/// order what is unanswered. A frame is acknowledged when its answer was read.
/// </summary>
/// <param name="fleet">Whose frames.</param>
/// <param name="seed">Of the pauses.</param>
/// <param name="acknowledged">Frames that an earlier run of the sender had answers for.</param>
internal sealed class Platform(Fleet fleet, int seed, int acknowledged = 0)
{
    public const string Account = "oem-crash";
    public const string Password = "secret";
    private const int Window = 400;
    private readonly Random _random = new(seed);
    private readonly List<long> _answeredAt = [];
    private int _highestSent;
    private (int Count, TaskCompletionSource Reached) _awaited = (int.MaxValue, new TaskCompletionSource());

    /// <summary>Frames from the first that were answered.</summary>
    public int Acknowledged { get; private set; } = acknowledged;

    /// <summary>When the answer of each acknowledged frame was read, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> has it.</summary>
    public IReadOnlyList<long> AnsweredAt => _answeredAt;

    /// <summary>Frames sent, repetitions included.</summary>
    public long Sent { get; private set; }

    /// <summary>Frames that were sent before.</summary>
    public long Repeated { get; private set; }

    /// <summary>The most frames of one vehicle that were sent again over one connection: the silo remembers the last eight.</summary>
    public int DeepestRepetition { get; private set; }

    public bool IsDone => Acknowledged == fleet.Frames.Count;

    /// <summary>Ends when so many frames are acknowledged.</summary>
    public Task WhenAcknowledgedAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Acknowledged >= count) reached.SetResult();
        _awaited = (count, reached);
        return reached.Task;
    }

    /// <summary>Sends until everything through <paramref name="upTo"/> is answered, or the connection is lost.</summary>
    /// <param name="to">The intake.</param>
    /// <param name="upTo">Frames, counted from the first.</param>
    /// <param name="deafFrom">Answers behind so many frames of this connection are not read, as if the network had lost them.</param>
    /// <param name="pause">The longest pause between two small groups of frames.</param>
    /// <param name="cancellationToken">Ends it as a lost connection.</param>
    public async Task RunAsync(IPEndPoint to, int upTo, int deafFrom, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(to, cancellationToken);
            await using var stream = client.GetStream();
            var input = PipeReader.Create(stream);
            var framer = new Framer();
            await stream.WriteAsync(LoginFrame(), cancellationToken);
            await ReadAnswersAsync(input, framer, _ => { }, 1, cancellationToken);
            await ExchangeAsync(stream, input, framer, upTo, deafFrom, pause, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException { InnerException: IOException })
        {
            // The silo was killed, or the harness has had enough of this connection.
        }
    }

    private async Task ExchangeAsync(
        NetworkStream stream, PipeReader input, Framer framer, int upTo, int deafFrom, TimeSpan pause, CancellationToken cancellationToken)
    {
        var first = Acknowledged;
        var end = Math.Min(upTo, fleet.Frames.Count);
        var again = new Dictionary<string, int>(StringComparer.Ordinal);
        using var room = new SemaphoreSlim(Window);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync();
        try
        {
            await SendAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Why the connection is lost is the reader's to say: a wrong answer is no lost connection.
            await lost.CancelAsync();
        }

        await reading;

        async Task SendAsync()
        {
            for (var next = first; next < end && !lost.IsCancellationRequested;)
            {
                var group = Math.Min(_random.Next(1, 30), end - next);
                for (var i = 0; i < group; i++, next++)
                {
                    await room.WaitAsync(lost.Token);
                    await stream.WriteAsync(fleet.Frames[next], lost.Token);
                    Sent++;
                    if (next < _highestSent) Repeat(fleet.Frames[next]);
                    _highestSent = Math.Max(_highestSent, next + 1);
                }

                if (pause > TimeSpan.Zero) await Task.Delay(_random.Next((int)pause.TotalMilliseconds + 1), lost.Token);
            }
        }

        void Repeat(byte[] frame)
        {
            Repeated++;
            var vin = System.Text.Encoding.ASCII.GetString(frame, 4, FrameView.IdLength);
            DeepestRepetition = Math.Max(DeepestRepetition, again[vin] = again.GetValueOrDefault(vin) + 1);
        }

        async Task ReadAsync()
        {
            try
            {
                await ReadAnswersAsync(input, framer, answer =>
                {
                    CheckAnswer(fleet.Frames[Acknowledged], answer);
                    Acknowledged++;
                    _answeredAt.Add(System.Diagnostics.Stopwatch.GetTimestamp());
                    room.Release();
                    if (Acknowledged >= _awaited.Count) _awaited.Reached.TrySetResult();
                }, Math.Min(end - first, deafFrom), cancellationToken);
                if (deafFrom < end - first) await Task.Delay(Timeout.Infinite, lost.Token);
            }
            catch
            {
                await lost.CancelAsync();
                throw;
            }
        }
    }

    private static async Task ReadAnswersAsync(PipeReader input, Framer framer, Action<byte[]> answered, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (count > 0 && framer.TryRead(ref buffer, out var frame) == FrameVerdict.Frame)
            {
                answered(frame.ToArray());
                count--;
            }

            input.AdvanceTo(buffer.Start, count > 0 ? buffer.End : buffer.Start);
            if (read.IsCompleted && count > 0) throw new IOException("The intake closed the connection.");
        }
    }

    /// <summary>For this command and vehicle: success, or an error where the frame cannot be read; it is in the log either way.</summary>
    private void CheckAnswer(byte[] frame, byte[] answer)
    {
        var expected = fleet.IsReadable(frame) ? AnswerFlag.Success : AnswerFlag.Error;
        if (answer[3] != (byte)expected || answer[2] != frame[2] || !answer.AsSpan(4, FrameView.IdLength).SequenceEqual(frame.AsSpan(4, FrameView.IdLength)))
            throw new CrashCheckException($"The frame {Convert.ToHexString(frame)} was answered {Convert.ToHexString(answer)}.");
    }

    internal static byte[] LoginFrame()
    {
        var buffer = new byte[128];
        return buffer[..FrameWriter.PlatformLogin(buffer, Edition.V2016, "PLATFORM", DateTimeOffset.UtcNow, 1, Account, Password)];
    }
}

/// <summary>A check of the harness failed: something was lost, or is there twice, or is different.</summary>
internal sealed class CrashCheckException(string message) : Exception(message);
