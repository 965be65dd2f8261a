using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>Fault by fault, one that a disk, a host, a stream or another partition can have; each names the rule that makes it harmless.</summary>
public sealed class FaultTests
{
    private const string Pack = "001PBAK8000001AC70200011";
    private static readonly byte[] s_login = Frames.Login(Frames.Noon, 1, Pack);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R1_R5_a_consequence_whose_append_failed_reaches_its_pack_once_after_the_partition_began_again(bool wasAppended)
    {
        await using var world = new PartitionWorld();
        var failures = 0;
        void Fail(PartitionId partition)
        {
            if (partition == PartitionWorld.Packs && failures++ == 0) throw new IOException("The connection to the log broke.");
        }

        if (wasAppended) world.AfterAppend = Fail;
        else world.BeforeAppend = Fail;
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.UntilAsync(() => failures > 0 && world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.HasEnded);
        _ = world.Start(PartitionWorld.Vehicles);
        await world.SettleAsync();
        Assert.Single(world.Events.All, e => e.Type == "twins.battery-pack.mounted.v1");
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.link.opened.v1");
        Assert.Equal(wasAppended ? 2 : 1, world.Log.LastSequence(PartitionWorld.Packs));
    }

    [Fact]
    public async Task R5_what_a_rewound_partition_sends_again_is_not_accepted_again()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.SettleAsync();
        var sent = world.Log.Of(PartitionWorld.Packs)[1];
        var before = await PackAsync(world);
        for (var i = 0; i < 3; i++) await world.AppendAsync(PartitionWorld.Packs, sent, CancellationToken.None);
        await world.SettleAsync();
        Assert.Equal(before, await PackAsync(world));
        Assert.Single(world.Events.All, e => e.Type == "twins.battery-pack.mounted.v1");
    }

    [Fact]
    public async Task R5_what_was_accepted_is_remembered_by_the_checkpoint_also_when_the_log_below_it_is_gone()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.SettleAsync();
        var sent = world.Log.Of(PartitionWorld.Packs)[1];
        await world.FlushAsync(PartitionWorld.Packs, 1);
        await world.KillAsync();
        world.Log.Of(PartitionWorld.Packs).Clear();
        world.Log.Of(PartitionWorld.Packs).Add(2, sent);
        world.Start();
        await world.SettleAsync();
        Assert.Single(world.Events.All, e => e.Type == "twins.battery-pack.mounted.v1");
        Assert.Equal(1, (await PackAsync(world)).Version);
    }

    [Fact]
    public async Task R3_an_event_page_written_before_the_host_died_is_not_written_twice()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.SettleAsync();
        await world.KillAsync();
        world.Start();
        await world.SettleAsync();
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.link.opened.v1");
        Assert.Single(world.Events.All, e => e.Type == "twins.battery-pack.mounted.v1");
    }

    [Fact]
    public async Task R3_a_twin_lost_with_its_host_between_apply_and_capture_is_restored_and_its_page_is_whole()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 5; i++) await world.ReceiveAsync(Drive(i, 1000 + i));
        await world.SettleAsync();
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        await world.FlushAsync(PartitionWorld.Vehicles, 5);
        await world.KillAsync();
        world.Log.Of(PartitionWorld.Vehicles).Clear();
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Ready);
        var snapshot = await VehicleAsync(world);
        Assert.Equal((5, 4.0), (snapshot.Counters.Applied, snapshot.Trip!.DistanceKm));
    }

    [Fact]
    public async Task R3_a_twin_lost_with_its_host_is_restored_behind_its_page_by_the_log()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 3; i++) await world.ReceiveAsync(Drive(i, 1000 + i));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 3);
        for (var i = 3; i < 5; i++) await world.ReceiveAsync(Drive(i, 1000 + i));
        await world.SettleAsync();
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        await world.ReceiveAsync(Drive(5, 1005));
        await world.SettleAsync();
        var snapshot = await VehicleAsync(world);
        Assert.Equal((6, 5.0), (snapshot.Counters.Applied, snapshot.Trip!.DistanceKm));
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.trip.started.v1");
    }

    [Fact]
    public void R3_a_twin_answers_only_at_its_position_and_repeats_its_last_answer()
    {
        var holder = new TwinHolder<VehicleTwin>(() => new VehicleTwin(Frames.Vin), bytes => VehicleRecord.Read(Frames.Vin, bytes));
        Assert.Equal(TwinStatus.NeedState, holder.Apply(Batch(epoch: 1, previous: 0, sequence: 7)).Status);
        holder.Restore(new TwinRestore(1, 0, default));
        var first = holder.Apply(Batch(1, 0, 7));
        Assert.Equal((TwinStatus.Ok, 2), (first.Status, first.Events.Length));
        Assert.Same(first, holder.Apply(Batch(1, 0, 7)));
        var quiet = holder.Apply(Batch(1, 7, 8));
        Assert.True(quiet.IsQuiet);
        Assert.Equal((quiet.Row, 1), (holder.Apply(Batch(1, 7, 8)).Row, holder.Apply(Batch(1, 7, 8)).Reports.Total));
        Assert.Equal(TwinStatus.NeedState, holder.Apply(Batch(1, previous: 5, sequence: 9)).Status);
        Assert.Equal(TwinStatus.NeedState, holder.Apply(Batch(1, previous: 10, sequence: 12)).Status);
        Assert.Equal(TwinStatus.NeedState, holder.Apply(Batch(epoch: 2, previous: 8, sequence: 9)).Status);
        holder.Restore(new TwinRestore(2, 8, default));
        Assert.Equal(TwinStatus.Fenced, holder.Apply(Batch(epoch: 1, previous: 8, sequence: 9)).Status);
        Assert.Equal(TwinStatus.Fenced, holder.Restore(new TwinRestore(1, 8, default)).Status);
        Assert.Equal(TwinStatus.Fenced, holder.Capture(1, 8).Status);
        Assert.Equal(TwinStatus.NeedState, holder.Capture(2, 6).Status);
        Assert.Equal(TwinStatus.NeedState, holder.Capture(3, 8).Status);
        Assert.Equal(TwinStatus.Ok, holder.Capture(2, 8).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task R2_a_stream_that_loses_repeats_and_reorders_changes_nothing(int seed)
    {
        await using var world = new PartitionWorld { Publishes = false };
        world.Start();
        var random = new Random(seed);
        for (var i = 0; i < 30; i++)
        {
            await world.ReceiveAsync(Drive(i, 1000 + i));
            var end = world.Log.LastSequence(PartitionWorld.Vehicles);
            for (var n = random.Next(4); n > 0; n--)
            {
                var sequence = 1 + random.NextInt64(end);
                var batch = new LoggedBatch(PartitionWorld.Vehicles, sequence, world.Log.Of(PartitionWorld.Vehicles)[sequence]);
                await world.OnSchedulerAsync(() => world.Process(PartitionWorld.Vehicles)!.Offer(batch));
            }
        }

        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.SettleAsync();
        var snapshot = await VehicleAsync(world);
        Assert.Equal((new ReportCounts(30, 0, 0, 0, 0), 29.0), (snapshot.Counters, snapshot.Trip!.DistanceKm));
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.trip.started.v1");
    }

    [Theory]
    [InlineData("page")]
    [InlineData("checkpoint")]
    public async Task R7_a_page_or_checkpoint_that_cannot_be_read_stops_its_partition_with_the_reason_and_it_goes_on_when_it_can(string state)
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 1);
        await world.KillAsync();
        world.Storage.ReadFault = (name, _) => name == state ? new IOException("The record is damaged.") : null;
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status is { Ready: false, Fault: "vehicle-0 cannot be read: The record is damaged." });
        world.Storage.ReadFault = null;
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.HasEnded);
        await world.KillAsync();
        world.Start();
        await world.SettleAsync();
        Assert.Equal(1, (await VehicleAsync(world)).Counters.Applied);
    }

    [Fact]
    public async Task R4_a_flush_under_way_when_the_host_dies_leaves_a_position_from_which_the_log_goes_on()
    {
        await using var world = new PartitionWorld();
        world.Start();
        var others = Enumerable.Range(2, 20).Select(i => $"LTESTN{i:D11}").ToArray();
        foreach (var vin in others) await world.ReceiveAsync(Drive(0, vin: vin));
        await world.SettleAsync();
        var writes = world.Storage.Writes;
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Storage.Writes > writes);
        foreach (var vin in others) await world.ReceiveAsync(Drive(1, 1001, vin));
        await world.KillAsync();
        world.Start();
        await world.SettleAsync();
        foreach (var vin in others) Assert.Equal((2, 1.0), (await VehicleAsync(world, vin) is var vehicle ? (vehicle.Counters.Applied, vehicle.Trip!.DistanceKm) : default));
        Assert.Equal(others.Length, world.Events.All.Count(e => e.Type == "twins.vehicle.trip.started.v1"));
    }

    [Fact]
    public async Task R4_no_page_holds_what_an_unwritten_event_tells()
    {
        await using var world = new PartitionWorld();
        var gate = new TaskCompletionSource();
        world.Events.Gate = gate.Task;
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.AppliedSequence == 1);
        var writes = world.Storage.Writes;
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.TurnsAsync();
        Assert.Equal(writes, world.Storage.Writes);
        await world.KillAsync();
        world.Events.Gate = Task.CompletedTask;
        world.Start();
        await world.SettleAsync();
        Assert.Single(world.Events.All, e => e.Type == "twins.vehicle.link.opened.v1");
    }

    [Fact]
    public async Task R6_a_twin_that_fails_once_is_restored_and_loses_nothing()
    {
        await using var world = new PartitionWorld();
        var failures = 0;
        world.Twins.BeforeApply = (id, batch) =>
        {
            if (id != Frames.Vin || batch.Sequence != 3 || failures++ > 0) return;
            world.Twins.Lose(TwinKind.Vehicle, id);
            throw new InvalidOperationException("The activation failed outside decoding and rules.");
        };
        world.Start();
        for (var i = 0; i < 5; i++) await world.ReceiveAsync(Drive(i, 1000 + i));
        await world.SettleAsync();
        Assert.Equal(5, (await VehicleAsync(world)).Counters.Applied);
        Assert.DoesNotContain(world.Events.All, e => e.Type == $"twins.{EventTypes.ReportQuarantined}.v1");
    }

    [Fact]
    public async Task R4_a_restart_writes_no_page_until_all_have_caught_up()
    {
        var interval = TimeSpan.FromSeconds(5);
        await using var world = new PartitionWorld(interval, isCaughtUp: false);
        world.Start();
        await world.ReceiveAsync(s_login);
        await world.SettleAsync();
        var writes = world.Storage.Writes;
        await PassAsync();
        await world.TurnsAsync();
        Assert.Equal(writes, world.Storage.Writes);

        world.Ports.Flush.CaughtUp();
        await PassAsync();
        await PassAsync();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.CheckpointSequence == 1);

        async Task PassAsync()
        {
            world.Time.Advance(interval);
            await world.PokeThroughAsync(PartitionWorld.Vehicles);
        }
    }

    private static byte[] Drive(int second, double odometerKm = 1000, string vin = Frames.Vin) =>
        Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: odometerKm), vin: vin);

    private static TwinBatch Batch(long epoch, long previous, long sequence) => new(epoch, previous, sequence, [Frames.Entry(Drive((int)sequence), Frames.Noon)]);

    private static Task<VehicleSnapshot> VehicleAsync(PartitionWorld world, string vin = Frames.Vin) => world.ReadAsync<VehicleSnapshot>(PartitionWorld.Vehicles, vin);

    private static Task<BatteryPackSnapshot> PackAsync(PartitionWorld world) => world.ReadAsync<BatteryPackSnapshot>(PartitionWorld.Packs, Pack);
}
