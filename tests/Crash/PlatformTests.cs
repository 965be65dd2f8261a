using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Twins.Crash.Harness;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Intake;

namespace Twins.Crash;

/// <summary>The sender of the crash runs takes no wrong answer for a lost connection, which it would only repeat.</summary>
public sealed class PlatformTests
{
    [Theory]
    [InlineData(AnswerFlag.Error, false)]
    [InlineData(AnswerFlag.Success, true)]
    public async Task A_wrong_answer_in_the_middle_of_sending_ends_the_run(AnswerFlag flag, bool isOfAnother)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var fleet = new Fleet(seed: 1, vehicles: 2, rounds: 600);
        var running = new Platform(fleet, seed: 1).RunAsync((IPEndPoint)listener.LocalEndpoint, int.MaxValue, int.MaxValue, TimeSpan.FromHours(1), CancellationToken.None);
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await AnswerAsync(stream, Platform.LoginFrame(), AnswerFlag.Success);
        await AnswerAsync(stream, fleet.Frames[isOfAnother ? 1 : 0], flag);
        await Assert.ThrowsAsync<CrashCheckException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static async Task AnswerAsync(NetworkStream stream, byte[] frame, AnswerFlag flag) =>
        await stream.WriteAsync(AnswerFrame.To(new ReadOnlySequence<byte>(frame), flag, DateTimeOffset.UnixEpoch));
}
