using System.Net;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;

namespace Twins.Crash.Harness;

/// <summary>A platform that has one frame unanswered and sends a refused one again until it is taken, as GB/T 32960.3 asks of it, so that nothing overtakes it.</summary>
internal sealed class PatientSender : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly SemaphoreSlim _refusals = new(0);
    private readonly Fleet _fleet;
    private int _next;

    private PatientSender(Fleet fleet) => _fleet = fleet;

    /// <summary>Answers with an error to frames that can be read.</summary>
    public int Refused { get; private set; }

    public static async Task<PatientSender> ConnectAsync(IPEndPoint to, Fleet fleet)
    {
        var sender = new PatientSender(fleet);
        await sender._client.ConnectAsync(to);
        if (await sender.AskAsync(Platform.LoginFrame(), CancellationToken.None) != (byte)AnswerFlag.Success) throw new CrashCheckException("The login was refused.");
        return sender;
    }

    /// <summary>Returns when everything through <paramref name="upTo"/> is taken.</summary>
    /// <param name="upTo">Frames, counted from the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(int upTo, CancellationToken cancellationToken)
    {
        for (; _next < Math.Min(upTo, _fleet.Frames.Count); _next++)
        {
            while (await AskAsync(_fleet.Frames[_next], cancellationToken) != (byte)AnswerFlag.Success && _fleet.IsReadable(_fleet.Frames[_next]))
            {
                Refused++;
                _refusals.Release();
                await Task.Delay(s_pause, cancellationToken);
            }
        }
    }

    /// <summary>Waits for so many more refusals.</summary>
    public async Task WhenRefusedAsync(int count)
    {
        for (; count > 0; count--) await _refusals.WaitAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _refusals.Dispose();
    }

    /// <summary>The flag of the answer.</summary>
    private async Task<byte> AskAsync(byte[] frame, CancellationToken cancellationToken)
    {
        var stream = _client.GetStream();
        await stream.WriteAsync(frame, cancellationToken);
        var header = new byte[FrameView.HeaderLength];
        await stream.ReadExactlyAsync(header, cancellationToken);
        await stream.ReadExactlyAsync(new byte[(header[22] << 8) + header[23] + 1], cancellationToken);
        return header[3];
    }
}
