using System.Net;
using System.Net.Sockets;
using System.Text;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Tests.Intake;

/// <summary>One connection to the intake, a frame at a time; frames composed by hand.</summary>
internal sealed class IntakeClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new() { NoDelay = true };

    public static async Task<IntakeClient> ConnectAsync(IPEndPoint to)
    {
        var client = new IntakeClient();
        await client._client.ConnectAsync(to);
        return client;
    }

    /// <summary>A frame of a data unit in hexadecimal.</summary>
    public static byte[] Frame(int edition, byte command, string vin, string data, byte flag = 0xFE, byte encryption = 1)
    {
        var body = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        var start = edition == 2025 ? (byte)'$' : (byte)'#';
        byte[] frame = [start, start, command, flag, .. Encoding.ASCII.GetBytes(vin.PadRight(FrameView.IdLength, '\0')), encryption, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [.. frame, frame[2..].Aggregate((a, b) => (byte)(a ^ b))];
    }

    public async Task SendAsync(byte[] frame) => await _client.GetStream().WriteAsync(frame);

    /// <summary>Command, flag and data unit (hexadecimal) of the next frame; null when the connection ends instead.</summary>
    public async Task<(int Command, int Flag, string Data)?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var header = new byte[FrameView.HeaderLength];
            await _client.GetStream().ReadExactlyAsync(header, patience.Token);
            var rest = new byte[(header[22] << 8) + header[23] + 1];
            await _client.GetStream().ReadExactlyAsync(rest, patience.Token);
            return (header[2], header[3], Convert.ToHexStringLower(rest.AsSpan(0, rest.Length - 1)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sends and waits for the answer.</summary>
    public async Task<(int Command, int Flag, string Data)?> AskAsync(byte[] frame)
    {
        await SendAsync(frame);
        return await ReadAsync();
    }

    public void Dispose() => _client.Dispose();
}
