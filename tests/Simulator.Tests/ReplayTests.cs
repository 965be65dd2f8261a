using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;
using Twins.Simulator.Fleet;
using Twins.Simulator.Link;
using Twins.Simulator.Replay;

namespace Twins.Simulator.Tests;

public sealed class ReplayTests
{
    private const int Timeout = 60_000;

    private static readonly Credentials Login = new("oem-1", "secret");

    [Fact(Timeout = Timeout)]
    public async Task All_frames_arrive_in_order_behind_the_login_and_every_answer_is_counted()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Success);
        var frames = Reports(2000);
        var counts = new LinkCounts();
        await ReplayRun.RunAsync(frames, server.Endpoint, Edition.V2016, Login, TimeProvider.System, counts, TestContext.Current.CancellationToken);
        var received = await server.ReceiveAsync(frames.Count + 1);
        Assert.Equal(Command.PlatformLogin, received[0].Command);
        Assert.Equal("oem-1", received[0].Document.GetProperty("body").GetProperty("userName").GetString());
        Assert.Equal(frames, received.Skip(1).Select(f => f.Bytes));
        Assert.Equal($"sent={frames.Count} answered={frames.Count} errors=0", counts.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task An_answer_with_another_flag_than_success_is_an_error()
    {
        await using var server = new PlatformServer(command => command == Command.VehicleLogin ? AnswerFlag.Error : AnswerFlag.Success);
        var frames = Reports(5);
        var counts = new LinkCounts();
        await ReplayRun.RunAsync(frames, server.Endpoint, Edition.V2016, null, TimeProvider.System, counts, TestContext.Current.CancellationToken);
        Assert.Equal($"sent={frames.Count} answered={frames.Count} errors=1", counts.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task After_a_refused_login_nothing_is_sent_and_the_password_is_not_told()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Error);
        var counts = new LinkCounts();
        var error = await Assert.ThrowsAsync<LinkException>(
            () => ReplayRun.RunAsync(Reports(5), server.Endpoint, Edition.V2016, Login, TimeProvider.System, counts, TestContext.Current.CancellationToken));
        Assert.Contains("refused the platform login", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(Command.PlatformLogin, Assert.Single(await server.ReceiveAsync(1)).Command);
        Assert.False(server.Received.TryRead(out _));
        Assert.Equal("sent=0 answered=0 errors=1", counts.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task A_server_that_hangs_up_at_the_login_is_named_so()
    {
        await using var server = new PlatformServer(_ => null);
        var error = await Assert.ThrowsAsync<LinkException>(
            () => ReplayRun.RunAsync(Reports(1), server.Endpoint, Edition.V2016, Login, TimeProvider.System, new LinkCounts(), TestContext.Current.CancellationToken));
        Assert.Contains("without an answer to the platform login", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_server_that_is_not_there_is_one_error()
    {
        var counts = new LinkCounts();
        var error = await Assert.ThrowsAsync<LinkException>(
            () => ReplayRun.RunAsync(Reports(1), Unused(), Edition.V2016, null, TimeProvider.System, counts, TestContext.Current.CancellationToken));
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Equal("sent=0 answered=0 errors=1", counts.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task The_wait_for_a_server_that_never_closes_ends_after_ten_silent_seconds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new SignallingClock();
        var counts = new LinkCounts();
        var run = ReplayRun.RunAsync(
            Reports(1), new Endpoint("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), Edition.V2016, null, clock, counts, TestContext.Current.CancellationToken);
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await clock.AwaitTimerAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));
        await run;
        Assert.Equal("sent=2 answered=0 errors=0", counts.ToString());
    }

    // A login and as many reports of one vehicle.
    private static List<byte[]> Reports(int count)
    {
        var output = new ArrayBufferWriter<byte>();
        var conversation = new FleetConversation(new FleetModel(1, 1, DateTimeOffset.UnixEpoch.AddYears(50)), new FleetFrames(Edition.V2016, null));
        conversation.WriteReports(output, count, DateTimeOffset.UnixEpoch.AddYears(50));
        return [.. ReadFrame.All(output.WrittenMemory).Select(f => f.Bytes)];
    }

    private static Endpoint Unused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Endpoint("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
