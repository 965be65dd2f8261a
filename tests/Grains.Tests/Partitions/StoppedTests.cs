using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R4, R5, R7: what stops a partition, what does not, and what its readers and its successor are told meanwhile.</summary>
public sealed class StoppedTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R7_a_record_torn_before_the_start_stops_its_partition_there_and_reads_go_on()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 1);
        await world.KillAsync();
        for (var i = 1; i < 4; i++) await world.ReceiveAsync(Drive(i));
        var log = world.Log.Of(PartitionWorld.Vehicles);
        log[3] = log[3][..7];
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault?.Contains("--skip vehicle-0:3", StringComparison.Ordinal) == true);
        Assert.Equal(2, (await VehicleAsync(world)).Counters.Applied);
    }

    [Fact]
    public async Task R7_who_waits_for_a_drain_is_told_when_its_partition_meets_a_damaged_record()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var gate = new TaskCompletionSource();
        world.Twins.Held = gate.Task;
        await world.ReceiveAsync(Drive(1));
        world.Publishes = false;
        await world.ReceiveAsync(Drive(2));
        world.Log.Of(PartitionWorld.Vehicles)[3][20] ^= 1;
        Task drained = Task.CompletedTask;
        await world.OnSchedulerAsync(() => drained = world.Process(PartitionWorld.Vehicles)!.DrainAsync());
        Assert.False(drained.IsCompleted);
        gate.SetResult();
        await world.PokeAsync(PartitionWorld.Vehicles);
        var refused = await Assert.ThrowsAsync<PartitionUnavailableException>(() => drained.WaitAsync(s_patience, Token));
        Assert.Contains("--skip vehicle-0:3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R7_who_waits_for_a_drain_is_told_when_it_cannot_be_done()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Twins.BeforeCapture = _ => throw new InvalidOperationException("no snapshot");
        Task drained = Task.CompletedTask;
        await world.OnSchedulerAsync(() => drained = world.Process(PartitionWorld.Vehicles)!.DrainAsync());
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await Assert.ThrowsAsync<PartitionUnavailableException>(() => drained.WaitAsync(s_patience, Token));
        world.Twins.BeforeCapture = null;
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            return world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, CheckpointSequence: 1 };
        });
    }

    [Fact]
    public async Task R7_a_damaged_checkpoint_stops_its_own_partition_and_none_of_another_kind()
    {
        await using var world = new PartitionWorld();
        world.Storage.ReadFault = (_, key) => key == "battery-pack-0" ? new IOException("The record is damaged.") : null;
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, AppliedSequence: 1 });
        Assert.NotNull(world.Process(PartitionWorld.Packs)!.Status.Fault);
    }

    [Fact]
    public async Task R5_a_hole_in_the_log_is_counted_and_passed_over()
    {
        await using var world = new PartitionWorld();
        for (var i = 0; i < 5; i++) await world.ReceiveAsync(Drive(i));
        world.Log.Of(PartitionWorld.Vehicles).Remove(2);
        world.Log.Of(PartitionWorld.Vehicles).Remove(3);
        world.Start();
        await world.SettleAsync();
        Assert.Equal(2, (await world.StatusAsync(PartitionWorld.Vehicles)).MissingBatches);
        Assert.Equal(3, (await VehicleAsync(world)).Counters.Applied);
    }

    [Fact]
    public async Task R4_no_batch_is_applied_while_the_checkpoint_cannot_be_written()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var failures = 0;
        world.Storage.WriteFault = state => state is PartitionCheckpoint { PagesThrough: not null } && ++failures > 0 ? new IOException("disk full") : null;
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault == "vehicle-0 cannot write its checkpoint: disk full");
        await world.ReceiveAsync(Drive(1));
        for (var failed = failures; failures < failed + 20;)
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await world.PokeAsync(PartitionWorld.Vehicles);
            await world.TurnsAsync();
        }

        Assert.Equal(1, (await world.StatusAsync(PartitionWorld.Vehicles)).AppliedSequence);
        world.Storage.WriteFault = null;
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SettleAsync();
    }

    [Fact]
    public async Task R7_a_page_whose_write_does_not_return_stops_its_partition_while_it_lasts()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var gate = await world.HoldWriteAsync(PartitionWorld.Vehicles);
        Assert.True((await world.StatusAsync(PartitionWorld.Vehicles)).Ready);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        var stopped = await world.StatusAsync(PartitionWorld.Vehicles);
        Assert.False(stopped.Ready);
        Assert.Matches("^vehicle-0 has been writing its page [0-3] for more than 5 s.$", stopped.Fault);
        gate.SetResult();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, CheckpointSequence: 1 });
    }

    [Fact]
    public async Task R4_no_checkpoint_is_ahead_of_an_event_that_is_not_written_also_where_no_page_is_dirty()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.SettleAsync();
        var gate = new TaskCompletionSource();
        world.Events.Gate = gate.Task;
        world.Time.Step(TimeSpan.FromHours(1));
        world.Ports.Clock.Observe();
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 1);
        world.Time.Advance(FlushPlan.Longest);
        for (var i = 0; i < 5; i++) await world.PokeAsync(PartitionWorld.Vehicles);
        await world.TurnsAsync();
        Assert.Equal(0, world.Storage.Find<PartitionCheckpoint>("checkpoint", "vehicle-0")!.Sequence);
        gate.SetResult();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.CheckpointSequence == 1);
    }

    [Fact]
    public async Task R7_reports_that_wait_for_a_stopped_partition_are_not_in_flight_until_it_goes_on()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Ports.Counters.Received();
        world.Ports.Counters.Durable(PartitionWorld.Vehicles, 1);
        Assert.Equal(1, world.Ports.Counters.InFlight);
        world.Storage.WriteFault = _ => new IOException("disk full");
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null);
        await world.PokeAsync(PartitionWorld.Vehicles);
        Assert.Equal(0, world.Ports.Counters.InFlight);
        new PartitionProcess(PartitionWorld.Vehicles, world.Ports).Poke();
        Assert.True(world.Ports.Counters.InFlight == 0, "An activation that has not got anywhere yet made what waits count again.");
        world.Storage.WriteFault = null;
        world.Time.Advance(FlushPlan.Longest);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault is null);
        await world.PokeAsync(PartitionWorld.Vehicles);
        Assert.Equal(1, world.Ports.Counters.InFlight);
    }

    [Fact]
    public async Task R7_who_reads_a_lost_twin_while_pages_cannot_be_written_is_told_so()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Storage.WriteFault = _ => new IOException("disk full");
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null);
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        var refused = await Assert.ThrowsAsync<PartitionUnavailableException>(() => VehicleAsync(world).WaitAsync(s_patience, Token));
        Assert.Matches("^vehicle-0 cannot write its page [0-3]: disk full$", refused.Message);
    }

    [Fact]
    public async Task R7_who_waits_for_a_lost_twin_when_its_partition_ends_is_told_so()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var stuck = false;
        world.Twins.BeforeApply = (_, _) =>
        {
            stuck = true;
            throw new TimeoutException("The twin does not answer.");
        };
        await world.ReceiveAsync(Drive(1));
        await world.UntilAsync(() => stuck);
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        Task read = Task.CompletedTask;
        var process = world.Process(PartitionWorld.Vehicles)!;
        await world.OnSchedulerAsync(() => read = process.ReadAsync(Frames.Vin));
        Assert.False(read.IsCompleted);
        await world.KillAsync();
        Assert.Equal("vehicle-0 has ended.", (await Assert.ThrowsAsync<PartitionUnavailableException>(() => read.WaitAsync(s_patience, Token))).Message);
        await Assert.ThrowsAsync<PartitionUnavailableException>(() => process.ReadAsync(Frames.Vin).WaitAsync(s_patience, Token));
        await Assert.ThrowsAsync<PartitionUnavailableException>(() => process.DrainAsync().WaitAsync(s_patience, Token));
    }

    [Fact]
    public async Task R7_a_twin_that_cannot_be_captured_is_a_fault_while_it_lasts()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Twins.BeforeCapture = _ => throw new InvalidOperationException("no snapshot");
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault == $"Twin {Frames.Vin} of vehicle-0 cannot be captured: no snapshot");
        world.Twins.BeforeCapture = null;
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            return world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, CheckpointSequence: 1 };
        });
    }

    private static byte[] Drive(int second) => Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: 1000 + second));

    private static Task<VehicleSnapshot> VehicleAsync(PartitionWorld world) => world.ReadAsync<VehicleSnapshot>(PartitionWorld.Vehicles, Frames.Vin);
}
