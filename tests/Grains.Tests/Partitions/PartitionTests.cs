using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R1 to R7 over one partition of each kind with ports in memory.</summary>
public sealed partial class PartitionTests
{
    private static byte[] Drive(int second, double odometerKm = 1000) =>
        Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: odometerKm));

    [Fact]
    public async Task R1_a_batch_appended_twice_is_applied_once()
    {
        await using var world = new PartitionWorld();
        world.Start();
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Frame, Frames.Vin, Frames.Noon, Frames.Terminal, Drive(0));
        var batch = builder.Build("intake-1", 1);
        await world.AppendAsync(PartitionWorld.Vehicles, batch, CancellationToken.None);
        await world.AppendAsync(PartitionWorld.Vehicles, batch, CancellationToken.None);
        await world.SettleAsync();
        var snapshot = (VehicleSnapshot)(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin))!;
        Assert.Equal(new ReportCounts(1, 0, 0, 0, 0), snapshot.Counters);
    }

    [Fact]
    public async Task A_batch_that_the_stream_lost_is_read_from_the_log()
    {
        await using var world = new PartitionWorld { Publishes = false };
        world.Start();
        await world.ReceiveAsync(Drive(0));
        world.Publishes = true;
        await world.ReceiveAsync(Drive(1));
        await world.SettleAsync();
        Assert.Equal(2, (await world.StatusAsync(PartitionWorld.Vehicles)).AppliedSequence);
    }

    [Fact]
    public async Task A_lost_publication_costs_no_more_than_a_poke()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.SettleAsync();
        world.Publishes = false;
        await world.ReceiveAsync(Drive(0));
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 1);
    }

    [Fact]
    public async Task R2_the_next_batch_does_not_wait_for_outputs_and_outputs_keep_their_order()
    {
        await using var world = new PartitionWorld();
        var gate = new TaskCompletionSource();
        world.Events.Gate = gate.Task;
        world.Start();
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, "A"));
        await world.ReceiveAsync(Drive(1));
        await world.ReceiveAsync(Frames.Logout(Frames.Noon.AddSeconds(2), 1));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 3);
        Assert.Empty(world.Events.All);
        gate.SetResult();
        await world.SettleAsync();
        Assert.Equal(
            ["twins.vehicle.link.opened.v1", "twins.vehicle.trip.started.v1", "twins.vehicle.link.closed.v1"],
            world.Events.All.Where(e => e.Subject == Frames.Vin).Select(e => e.Type));
    }

    [Fact]
    public async Task R3_a_lost_answer_is_asked_for_again_and_given_again()
    {
        await using var world = new PartitionWorld();
        var lost = 0;
        world.Twins.AfterApply = (_, _) =>
        {
            if (lost++ == 0) throw new TimeoutException("The answer was lost.");
        };
        world.Start();
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, "A"));
        await world.UntilAsync(() => lost > 0);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SettleAsync();
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.link.opened.v1");
    }

    [Fact]
    public async Task R3_a_twin_that_lost_its_state_is_restored_from_page_and_log()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 5; i++) await world.ReceiveAsync(Drive(i, 1000 + i));
        await world.SettleAsync();
        var before = world.Twins.Get(TwinKind.Vehicle, Frames.Vin);
        Assert.Equal(TwinStatus.NeedState, (await before.CaptureAsync(1, 99)).Status);
        await before.RestoreAsync(new TwinRestore(1, 77, default));
        await world.ReceiveAsync(Drive(5, 1005));
        await world.SettleAsync();
        var snapshot = (VehicleSnapshot)(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin))!;
        Assert.Equal((6, 5.0), (snapshot.Counters.Applied, snapshot.Trip!.DistanceKm));
    }

    [Fact]
    public async Task R3_an_older_activation_gives_way()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var older = world.Process(PartitionWorld.Vehicles)!;
        _ = world.Start(PartitionWorld.Vehicles);
        await world.ReceiveAsync(Drive(1));
        await world.SettleAsync();
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Frame, Frames.Vin, Frames.Noon, Frames.Terminal, Drive(2));
        var sequence = world.Log.Append(PartitionWorld.Vehicles, builder.Build("intake-1", 3));
        var batch = new LoggedBatch(PartitionWorld.Vehicles, sequence, world.Log.Of(PartitionWorld.Vehicles)[sequence]);
        await world.OnSchedulerAsync(() => older.Offer(batch));
        await world.UntilAsync(() => older.HasEnded);
        Assert.True(older.Status.AppliedSequence < sequence);
    }

    [Fact]
    public async Task R4_a_flush_writes_pages_then_the_checkpoint_then_truncates()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, "A"), Drive(1));
        await world.SettleAsync();
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.CheckpointSequence == 1);
        await world.UntilAsync(() => world.Log.Truncated.GetValueOrDefault(PartitionWorld.Vehicles) == 1);
        Assert.Equal(1, world.Storage.Find<PartitionCheckpoint>("checkpoint", "vehicle-0")!.Last["intake-1"]);
        await world.KillAsync();
        world.Start();
        await world.SettleAsync();
        var snapshot = (VehicleSnapshot)(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin))!;
        Assert.Equal((2, VehicleStatus.Online), (snapshot.Version, snapshot.Status));
    }

    [Fact]
    public async Task A_drained_partition_has_applied_its_log_and_written_its_pages_and_goes_on_if_more_comes()
    {
        await using var world = new PartitionWorld { Publishes = false };
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Ready);
        for (var i = 0; i < 5; i++) await world.ReceiveAsync(Drive(i));
        await DrainAsync();
        Assert.Equal((5L, 5L), (await world.StatusAsync(PartitionWorld.Vehicles) is var first ? (first.AppliedSequence, first.CheckpointSequence) : default));
        await DrainAsync();
        await world.ReceiveAsync(Drive(6));
        await DrainAsync();
        Assert.Equal(6, (await world.StatusAsync(PartitionWorld.Vehicles)).CheckpointSequence);

        async Task DrainAsync()
        {
            var drained = Task.CompletedTask;
            await world.OnSchedulerAsync(() => drained = world.Process(PartitionWorld.Vehicles)!.DrainAsync());
            await drained.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task R5_a_log_that_lost_its_tail_goes_on_above_the_checkpoint()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 4; i++) await world.ReceiveAsync(Drive(i));
        await world.SettleAsync();
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.CheckpointSequence == 4);
        await world.KillAsync();
        world.Log.Of(PartitionWorld.Vehicles).Clear();
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Ready);
        await world.ReceiveAsync(Drive(10));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 5);
    }

    [Fact]
    public async Task R5_a_log_that_lost_its_tail_goes_on_above_the_event_log()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 4; i++) await world.ReceiveAsync(Drive(i));
        await world.SettleAsync();
        await world.KillAsync();
        world.Log.Of(PartitionWorld.Vehicles).Clear();
        // Before anything is accepted, also what comes before the partition has loaded.
        await new LogFloors(world.Ports, NullLogger<LogFloors>.Instance).RaiseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Assert.Single(world.Log.Floors, floor => floor.Key == PartitionWorld.Vehicles).Value);
        await world.ReceiveAsync(Drive(10));
        world.Start();
        await world.SettleAsync();
        Assert.Equal(2, world.Events.All.Count(e => e.Type == "twins.vehicle.trip.started.v1"));
    }

    [Theory]
    [InlineData("vehicle-0")]
    [InlineData("vehicle-0+1")]
    public async Task R5_a_partition_goes_on_above_what_another_has_accepted_of_it(string writer)
    {
        await using var world = new PartitionWorld();
        await world.Storage.PutAsync("checkpoint", "battery-pack-0", PartitionCheckpoint.Empty with { Last = PartitionCheckpoint.Empty.Last.Add(writer, 7) });
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Ready);
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, "001PBAK8000001AC70200011"));
        await world.UntilAsync(() => world.Events.All.Exists(e => e.Type == "twins.battery-pack.mounted.v1"));
        Assert.Equal(8, (await world.StatusAsync(PartitionWorld.Vehicles)).AppliedSequence);
    }

    [Fact]
    public async Task R6_an_entry_that_fails_its_twin_three_times_is_passed_over_by_a_log_entry_also_after_a_restart()
    {
        await using var world = new PartitionWorld();
        var failures = 0;
        world.Twins.BeforeApply = (id, batch) =>
        {
            if (id == Frames.Vin && batch.Sequence == 2 && failures++ < 3) throw new InvalidOperationException("broken");
        };
        world.Start();
        for (var i = 0; i < 3; i++) await world.ReceiveAsync(Drive(i));
        await world.SettleAsync();
        Assert.Equal(3, failures);
        await world.KillAsync();
        world.Start();
        await world.SettleAsync();
        var snapshot = (VehicleSnapshot)(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin))!;
        Assert.Equal(2, snapshot.Counters.Applied);
        Assert.Single(world.Events.All, e => e.Type == $"twins.{EventTypes.ReportQuarantined}.v1");
    }

    [Fact]
    public async Task A_lost_compare_and_set_ends_the_activation()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Storage.WriteFault = _ => new InconsistentStateException("changed", "2", "1");
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.HasEnded);
    }
}
