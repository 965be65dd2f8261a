using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;

namespace Twins.Path.Bench;

/// <summary>
/// What the machine can do at best: reports come over TCP, are found by their length, written to one file, synced, and answered; nobody reads them. In its own
/// process, so that it costs what the silo costs.
/// </summary>
internal static class Floor
{
    public const string Argument = "--floor";

    /// <summary>Starts it as another process of this program.</summary>
    public static async Task<(Process Process, IPEndPoint Address)> StartAsync(string file)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Floor).Assembly.Location, Argument, file]) { RedirectStandardOutput = true })!;
        return (process, IPEndPoint.Parse((await process.StandardOutput.ReadLineAsync())!));
    }

    public static async Task ServeAsync(string path)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(listener.LocalEndpoint);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var gate = new SemaphoreSlim(1);
        while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync(), file, gate);
    }

    private static async Task AnswerAsync(TcpClient client, FileStream file, SemaphoreSlim gate)
    {
        using var _ = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var buffer = new byte[1 << 20];
        var answers = new byte[buffer.Length];
        var have = 0;
        while (await stream.ReadAsync(buffer.AsMemory(have)) is > 0 and var read)
        {
            have += read;
            var (at, answered) = (0, 0);
            while (have - at >= FrameView.HeaderLength && have - at >= LengthAt(at))
            {
                buffer.AsSpan(at, FrameView.HeaderLength + BeijingTime.Length).CopyTo(answers.AsSpan(answered));
                answers[answered + 3] = (byte)AnswerFlag.Success;
                answered += FrameView.Overhead + BeijingTime.Length;
                at += LengthAt(at);
            }

            await gate.WaitAsync();
            try
            {
                await file.WriteAsync(buffer.AsMemory(0, at));
                file.Flush(flushToDisk: true);
            }
            finally
            {
                gate.Release();
            }

            await stream.WriteAsync(answers.AsMemory(0, answered));
            buffer.AsSpan(at, have - at).CopyTo(buffer);
            have -= at;
        }

        int LengthAt(int at) => FrameView.Overhead + (buffer[at + 22] << 8) + buffer[at + 23];
    }
}
