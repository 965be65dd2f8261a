using Twins.Protocols.Gbt32960;
using Twins.Simulator.Fleet;
using Twins.Simulator.Link;

namespace Twins.Simulator.Tests;

public sealed class FleetSenderTests : IDisposable
{
    private const int Timeout = 60_000, Vehicles = 20;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3), Pause = TimeSpan.FromMinutes(7);

    private readonly SignallingClock _clock = new();
    private readonly StringWriter _diagnostics = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact(Timeout = Timeout)]
    public async Task Reports_come_at_the_rate_that_was_asked_for()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Success);
        var (sender, run) = Start(server.Endpoint, reportsPerSecond: 4);
        Assert.Equal(Command.PlatformLogin, Assert.Single(await server.ReceiveAsync(1)).Command);
        await ReceiveReportsAsync(server, 1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await ReceiveReportsAsync(server, 40);
        await StopAsync(run);
        var logouts = await server.Received.ReadAllUntilAsync(Command.PlatformLogout);
        Assert.All(logouts, f => Assert.Equal(Command.VehicleLogout, f.Command));
        Assert.Equal(Vehicles, logouts.Count);
        Assert.Equal(sender.Counts.Sent, sender.Counts.Answered);
        Assert.Equal(0, sender.Counts.Errors);
        Assert.Equal("", _diagnostics.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task After_a_lost_connection_the_fleet_waits_comes_back_and_logs_in_again()
    {
        var hangUp = true;
        await using var server = new PlatformServer(command => command == Command.Realtime && hangUp ? null : AnswerFlag.Success);
        var (sender, run) = Start(server.Endpoint, reportsPerSecond: 4);
        Assert.Equal([Command.PlatformLogin, Command.VehicleLogin, Command.Realtime], (await server.ReceiveAsync(3)).Select(f => f.Command));
        hangUp = false;
        await _clock.AwaitTimerAsync(Retry);
        _clock.Advance(Retry);
        Assert.Equal([Command.PlatformLogin, Command.VehicleLogin, Command.Realtime], (await server.ReceiveAsync(3)).Select(f => f.Command));
        await StopAsync(run);
        Assert.Equal(1, sender.Counts.Errors);
        Assert.NotEqual("", _diagnostics.ToString());
    }

    [Fact(Timeout = Timeout)]
    public async Task After_three_refused_logins_the_fleet_makes_a_long_pause_and_tries_again()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Error);
        var (sender, run) = Start(server.Endpoint, reportsPerSecond: 4);
        foreach (var wait in new[] { Retry, Retry, Pause, Retry })
        {
            Assert.Equal(Command.PlatformLogin, Assert.Single(await server.ReceiveAsync(1)).Command);
            await _clock.AwaitTimerAsync(wait);
            _clock.Advance(wait);
        }
        await StopAsync(run);
        Assert.True(sender.Counts.Errors >= 4);
        Assert.Equal(0, sender.Counts.Sent);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _diagnostics.Dispose();
    }

    private (FleetSender Sender, Task Run) Start(Endpoint server, double reportsPerSecond)
    {
        var options = new FleetOptions(Vehicles, reportsPerSecond, 11, server, new Credentials("oem-1", "secret"), Retry, Pause);
        var sender = new FleetSender(options, _clock, _diagnostics);
        return (sender, sender.RunAsync(_stop.Token));
    }

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        await run;
    }

    private static async Task ReceiveReportsAsync(PlatformServer server, int reports)
    {
        while (reports > 0)
        {
            if ((await server.ReceiveAsync(1))[0].Command == Command.Realtime)
                reports--;
        }
    }
}
