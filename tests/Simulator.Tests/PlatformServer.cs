using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Twins.Protocols.Gbt32960;
using Twins.Simulator.Link;

namespace Twins.Simulator.Tests;

/// <summary>A GB/T 32960 server on a real socket. It answers every command as the verdict says; null closes the connection instead.</summary>
internal sealed class PlatformServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Command, AnswerFlag?> _verdict;
    private readonly Channel<ReadFrame> _received = Channel.CreateUnbounded<ReadFrame>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    internal PlatformServer(Func<Command, AnswerFlag?> verdict)
    {
        _verdict = verdict;
        _listener.Start();
        _serving = ServeAsync();
    }

    internal Endpoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>All frames of all connections, in order. Only frames that are whole and right come here.</summary>
    internal ChannelReader<ReadFrame> Received => _received.Reader;

    internal async Task<List<ReadFrame>> ReceiveAsync(int count)
    {
        var frames = new List<ReadFrame>();
        while (frames.Count < count)
            frames.Add(await Received.ReadAsync(TestContext.Current.CancellationToken));
        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await ServeAsync(client.GetStream());
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        var (reader, framer, answer) = (PipeReader.Create(stream), new Framer(), new byte[64]);
        for (var ended = false; !ended;)
        {
            var read = await reader.ReadAsync(_stop.Token);
            var buffer = read.Buffer;
            while (framer.TryRead(ref buffer, out var bytes) == FrameVerdict.Frame)
            {
                var frame = new ReadFrame(bytes.ToArray());
                await _received.Writer.WriteAsync(frame, _stop.Token);
                if (_verdict(frame.Command) is not { } flag)
                    return;
                await stream.WriteAsync(answer.AsMemory(0, Answer(answer, frame, flag)), _stop.Token);
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            ended = read.IsCompleted;
        }
    }

    private static int Answer(Span<byte> destination, ReadFrame frame, AnswerFlag flag) =>
        FrameView.TryCreate(frame.Bytes, out var view) ? FrameWriter.Answer(destination, view, flag, DateTimeOffset.UnixEpoch) : 0;
}
