using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R9: what a wall clock that steps does, and does not do.</summary>
public sealed class ClockStepTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(-3600)]
    [InlineData(-6)]
    [InlineData(6)]
    [InlineData(3600)]
    public void R9_stream_time_never_goes_backwards_and_a_step_unsettles_it_until_the_wall_clock_has_run_evenly_for_30_s(int stepSeconds)
    {
        var time = new SteppingClock(Frames.Noon);
        var clock = new StreamClock(time);
        time.Step(TimeSpan.FromSeconds(stepSeconds));
        Assert.False(clock.Read().IsSettled);
        for (var second = 0; second < 30; second++)
        {
            clock.Observe();
            Assert.Equal(new ClockReading(Frames.Noon.AddSeconds(second), IsSettled: false), clock.Read());
            time.Advance(s_second);
        }

        clock.Observe();
        Assert.Equal(new ClockReading(Frames.Noon.AddSeconds(30 + Math.Max(0, stepSeconds)), IsSettled: true), clock.Read());
        Assert.Equal(clock.Now, clock.RebasedAt);
        Assert.Equal(new ClockStep(Frames.Noon, TimeSpan.FromSeconds(stepSeconds)), clock.Untold);
        clock.Told(clock.Untold!);
        Assert.Null(clock.Untold);
    }

    [Fact]
    public void R9_a_wall_clock_that_steps_back_where_it_was_leaves_stream_time_as_it_is()
    {
        var time = new SteppingClock(Frames.Noon);
        var clock = new StreamClock(time);
        time.Step(s_hour);
        clock.Observe();
        time.Step(-s_hour);
        clock.Observe();
        time.Advance(StreamClock.Steady);
        clock.Observe();
        Assert.Equal(new ClockReading(Frames.Noon + StreamClock.Steady, IsSettled: true), clock.Read());
        Assert.Null(clock.RebasedAt);
    }

    [Fact]
    public void R9_a_correction_of_five_seconds_or_less_is_no_step()
    {
        var time = new SteppingClock(Frames.Noon);
        var clock = new StreamClock(time);
        time.Step(StreamClock.Tolerance);
        clock.Observe();
        Assert.True(clock.Read().IsSettled);
        Assert.Null(clock.Untold);
    }

    [Fact]
    public async Task R9_a_step_is_one_event_in_the_log_of_the_first_vehicle_partition()
    {
        await using var world = new PartitionWorld();
        world.Start();
        Step(world, s_hour);
        for (var n = 0; n < 3; n++)
        {
            await world.PokeAsync(PartitionWorld.Vehicles);
            await world.PokeAsync(PartitionWorld.Packs);
            await world.SettleAsync();
        }

        await world.UntilAsync(() => world.Events.All.Count > 0);
        var stepped = Assert.Single(world.Events.All);
        Assert.Equal(("twins.system.clock.stepped.v1", "/v1/system", "system", """{"offsetSeconds":3600}"""), (stepped.Type, stepped.Source, stepped.Subject, stepped.Data));
        Assert.Null(world.Ports.Clock.Untold);
    }

    [Fact]
    public async Task R9_reports_by_the_true_time_are_believed_while_the_clock_that_was_behind_is_not_re_based_and_after_it()
    {
        await using var world = new PartitionWorld();
        world.Start();
        var truth = Frames.Noon + s_hour;
        await world.ReceiveAsync(Frames.Report(truth, Frames.Driving()));
        Step(world, s_hour);
        await world.ReceiveAsync(Frames.Report(truth.AddSeconds(1), Frames.Driving()));
        Rebase(world);
        await world.ReceiveAsync(Frames.Report(truth.AddSeconds(31), Frames.Driving()));
        await world.ReceiveAsync(Frames.Report(truth.AddMinutes(10), Frames.Driving()));
        await world.SettleAsync();
        var snapshot = (VehicleSnapshot)(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin))!;
        Assert.Equal(new ReportCounts(2, 0, 0, 0, 2), snapshot.Counters);
    }

    [Fact]
    public async Task R9_the_hour_that_a_step_skips_is_no_silence()
    {
        await using var world = new PartitionWorld();
        world.Start();
        world.Intakes.Accepting("intake-1", world.Time.GetUtcNow());
        await world.ReceiveAsync(Frames.Report(Frames.Noon, Frames.Driving()));
        await world.SettleAsync();
        Step(world, s_hour);
        await PokeAndSettleAsync(world);
        Rebase(world);
        await PokeAndSettleAsync(world);
        Assert.DoesNotContain(world.Events.All, e => e.Type == "twins.vehicle.silent.v1");
        world.Time.Advance(SilenceLimits.Default.SilentAfter);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Events.All.Any(e => e.Type == "twins.vehicle.silent.v1"));
        Assert.DoesNotContain(world.Events.All, e => e.Type == "twins.vehicle.offline.v1");
    }

    [Fact]
    public async Task R9_a_step_that_nobody_has_observed_yet_is_no_silence_either()
    {
        await using var world = new PartitionWorld();
        world.Start();
        world.Intakes.Accepting("intake-1", world.Time.GetUtcNow());
        await world.ReceiveAsync(Frames.Report(Frames.Noon, Frames.Driving()));
        await world.SettleAsync();
        world.Time.Step(s_hour);
        world.Time.Advance(SilenceLimits.Default.SilentAfter);
        await world.PokeThroughAsync(PartitionWorld.Vehicles);
        Assert.Equal(1, world.Log.LastSequence(PartitionWorld.Vehicles));
        world.Time.Step(-s_hour);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Events.All.Any(e => e.Type == "twins.vehicle.silent.v1"));
    }

    [Fact]
    public void R9_a_last_frame_dated_by_an_earlier_run_whose_clock_was_ahead_does_not_hide_silence()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Report(Frames.Noon + s_hour, Frames.Driving()), receivedAt: Frames.Noon + s_hour);
        var tick = Frames.Tick(Frames.Noon + TimeSpan.FromMinutes(2), Frames.Noon, "intake-1");
        Assert.True(TickRule.Concerns(driver.Row.Wait, driver.Row.Incarnation, Tick.FromPayload(tick.Payload)));
        driver.Apply(tick);
        Assert.Single(driver.TypesOf("vehicle.silent"));
    }

    private static void Step(PartitionWorld world, TimeSpan by)
    {
        world.Time.Step(by);
        world.Ports.Clock.Observe();
    }

    private static void Rebase(PartitionWorld world)
    {
        world.Time.Advance(StreamClock.Steady);
        world.Ports.Clock.Observe();
        Assert.True(world.Ports.Clock.Read().IsSettled);
    }

    private static async Task PokeAndSettleAsync(PartitionWorld world)
    {
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.SettleAsync();
    }
}
