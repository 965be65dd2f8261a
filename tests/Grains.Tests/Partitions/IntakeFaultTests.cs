using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;

namespace Twins.Grains.Tests.Partitions;

/// <summary>What an intake that dies, or accepts nothing, does to vehicles: no session stays open, no silence is told that was not the vehicle's (R9).</summary>
public sealed class IntakeFaultTests
{
    [Fact]
    public async Task R9_sessions_of_an_intake_that_died_are_closed_once_by_the_next_tick()
    {
        await using var world = new PartitionWorld();
        world.Start();
        world.Intakes.Accepting("intake-1", Frames.Noon);
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1));
        await world.SettleAsync();
        await world.KillAsync();
        world.Intakes.Accepting("intake-2", Frames.Noon.AddSeconds(1));
        world.Start();
        for (var i = 0; i < 3; i++)
        {
            await world.PokeAsync(PartitionWorld.Vehicles);
            await world.SettleAsync();
        }

        await world.UntilAsync(() => world.Events.All.Any(e => e.Type == "twins.vehicle.link.closed.v1"));
        await world.SettleAsync();
        Assert.Contains("intake-ended", Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.link.closed.v1").Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R9_time_in_which_no_intake_was_accepting_is_no_silence()
    {
        await using var world = new PartitionWorld();
        world.Start();
        world.Intakes.Accepting("intake-1", Frames.Noon);
        await world.ReceiveAsync(Frames.Report(Frames.Noon, Frames.Driving(odometerKm: 1000)));
        await world.SettleAsync();
        world.Intakes.NotAccepting();
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.SettleAsync();
        world.Intakes.Accepting("intake-1", world.Ports.Clock.Now);
        world.Time.Advance(SilenceLimits.Default.SilentAfter);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Events.All.Any(e => e.Type == "twins.vehicle.silent.v1"));
        Assert.DoesNotContain(world.Events.All, e => e.Type == "twins.vehicle.offline.v1");
    }
}
