using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R1, R3, R4, R6, R7: how an activation of a partition ends, and what the next may count on.</summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task R7_a_failure_outside_all_rules_is_said_and_its_partition_begins_again()
    {
        await using var world = new PartitionWorld();
        world.BeforeAppend = partition =>
        {
            if (partition == PartitionWorld.Packs) throw new ArgumentException("The batch is too large.");
        };
        world.Start();
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, "001PE0A1CA0000000000000A"));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault == "vehicle-0 has failed, and begins again: The batch is too large.");
        Assert.False((await world.StatusAsync(PartitionWorld.Vehicles)).Ready);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.HasEnded);
    }

    [Fact]
    public async Task R6_memory_that_runs_out_is_no_failure_of_a_twin()
    {
        await using var world = new PartitionWorld();
        var calls = 0;
        world.Twins.BeforeApply = (_, _) =>
        {
            if (++calls < 10) throw new InsufficientMemoryException();
        };
        await world.ReceiveAsync(Drive(0));
        world.Start();
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            return world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 1;
        });
        Assert.Equal(1, (await VehicleAsync(world)).Counters.Applied);
    }

    [Fact]
    public async Task R7_a_twin_that_does_not_answer_for_long_is_a_fault_while_it_lasts()
    {
        await using var world = new PartitionWorld();
        var answers = false;
        world.Twins.BeforeApply = (_, _) =>
        {
            if (!answers) throw new InsufficientMemoryException("too little");
        };
        await world.ReceiveAsync(Drive(0));
        world.Start();
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(200));
            return world.Process(PartitionWorld.Vehicles)!.Status.Fault == $"Twin {Frames.Vin} of vehicle-0 does not answer: too little";
        });
        answers = true;
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(200));
            return world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, AppliedSequence: 1 };
        });
    }

    [Fact]
    public async Task R7_a_partition_that_stops_before_it_has_caught_up_is_counted_again_as_soon_as_it_does_not()
    {
        await using var world = new PartitionWorld();
        var answered = 0L;
        world.Twins.BeforeApply = (_, batch) =>
        {
            if (batch.Sequence > answered) throw new InsufficientMemoryException("too little");
        };
        await world.ReceiveAsync(Drive(0));
        await world.ReceiveAsync(Drive(1));
        world.Start();
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(200));
            return world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null;
        });
        world.Ports.Counters.Received();
        world.Ports.Counters.Durable(PartitionWorld.Vehicles, 1);
        await world.PokeAsync(PartitionWorld.Vehicles);
        Assert.Equal(0, world.Ports.Counters.InFlight);
        answered = 1;
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(200));
            return world.Process(PartitionWorld.Vehicles)!.Status is { AppliedSequence: 1, Fault: null };
        });
        await world.PokeAsync(PartitionWorld.Vehicles);
        Assert.Equal(1, world.Ports.Counters.InFlight);
    }

    [Fact]
    public async Task R3_a_page_that_another_activation_wrote_meanwhile_makes_its_partition_begin_again()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 1);
        var key = Enumerable.Range(0, 4).Select(page => $"vehicle-0/{page}").Single(key => world.Storage.Find<TwinPage>("page", key)?.Twins.Length > 0);
        var page = world.Storage.Find<TwinPage>("page", key)!;
        await world.Storage.ReplaceAsync("page", key, page with { Twins = [page.Twins[0] with { Sequence = 5 }] });
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        await world.ReceiveAsync(Drive(1));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault?.Contains("is at 5 in its page", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task R1_own_numbers_behind_a_damaged_record_are_not_given_again()
    {
        await using var world = new PartitionWorld();
        await world.ReceiveAsync(Drive(0));
        await world.ReceiveAsync(Drive(1));
        world.Log.Of(PartitionWorld.Vehicles)[2][20] ^= 1;
        var tick = new LogBatchBuilder();
        tick.Add(EntryKind.Tick, "", Frames.Noon, null, Frames.Tick(Frames.Noon, Frames.Noon).Payload.Span);
        world.Log.Append(PartitionWorld.Vehicles, tick.Build("vehicle-0", 7));
        world.Twins.BeforeApply = (_, batch) =>
        {
            if (batch.Sequence == 1) throw new InvalidOperationException("a failing rule");
        };
        world.Start();
        await world.UntilAsync(() => world.Log.LastSequence(PartitionWorld.Vehicles) == 4);
        Assert.Equal(("vehicle-0", 8), LogBatch.PeekWriter(world.Log.Of(PartitionWorld.Vehicles)[4]));
    }

    [Fact]
    public async Task R4_an_activation_ends_when_the_page_that_it_is_writing_is_written()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        var gate = await world.HoldWriteAsync(PartitionWorld.Vehicles);
        var process = world.Process(PartitionWorld.Vehicles)!;
        await world.CancelAsync();
        await world.TurnsAsync();
        Assert.False(process.HasEnded);
        gate.SetResult();
        await world.KillAsync();
        Assert.True(process.HasEnded);
    }

    [Fact]
    public async Task R1_no_two_activations_give_their_own_entries_the_same_number()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.SettleAsync();
        var gate = new TaskCompletionSource();
        world.OwnGate = gate.Task;
        world.Time.Step(TimeSpan.FromHours(1));
        world.Ports.Clock.Observe();
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.OwnAppends == 1);
        var ended = world.Process(PartitionWorld.Vehicles)!;
        var killed = world.KillAsync();
        await world.TurnsAsync();
        Assert.False(ended.HasEnded);
        gate.SetResult();
        await killed;
        world.Start();
        world.Time.Step(TimeSpan.FromHours(1));
        world.Ports.Clock.Observe();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Ready);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Log.LastSequence(PartitionWorld.Vehicles) == 2);
        Assert.Equal([1L, 2L], world.Log.Of(PartitionWorld.Vehicles).Values.Select(batch => LogBatch.PeekWriter(batch).WriterSequence));
    }

    private static byte[] Drive(int second) => Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: 1000 + second));

    private static Task<VehicleSnapshot> VehicleAsync(PartitionWorld world) => world.ReadAsync<VehicleSnapshot>(PartitionWorld.Vehicles, Frames.Vin);
}
