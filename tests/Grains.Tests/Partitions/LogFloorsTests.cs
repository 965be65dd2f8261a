using Microsoft.Extensions.Logging.Abstractions;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R5: before anything is accepted, a log that lost its tail goes on above whatever names it.</summary>
public sealed class LogFloorsTests
{
    private static readonly PartitionCheckpoint s_checkpoint = PartitionCheckpoint.Empty with { Epoch = 1 };

    [Fact]
    public async Task R5_a_log_goes_on_above_its_checkpoint()
    {
        await using var world = new PartitionWorld();
        await world.Storage.PutAsync("checkpoint", "vehicle-0", s_checkpoint with { Sequence = 5 });
        await RaiseAsync(world);
        Assert.Equal([KeyValuePair.Create(PartitionWorld.Vehicles, 5L)], world.Log.Floors);
    }

    [Theory]
    [InlineData("vehicle-0", "vehicle-0+1")]
    [InlineData("vehicle-0+1", "vehicle-0")]
    public async Task R5_a_log_goes_on_above_what_a_partition_of_another_kind_has_accepted_of_it(string further, string less)
    {
        await using var world = new PartitionWorld();
        await world.Storage.PutAsync("checkpoint", "battery-pack-0", s_checkpoint with { Last = s_checkpoint.Last.Add(further, 7).Add(less, 6).Add("intake-1", 9) });
        await RaiseAsync(world);
        Assert.Equal([KeyValuePair.Create(PartitionWorld.Vehicles, 7L)], world.Log.Floors);
    }

    [Theory]
    [InlineData(8L)]
    [InlineData(null)]
    public async Task R5_a_log_goes_on_above_its_pages_which_run_ahead_of_the_checkpoint(long? pagesThrough)
    {
        await using var world = new PartitionWorld();
        await world.Storage.PutAsync("checkpoint", "vehicle-0", s_checkpoint with { Sequence = 5, PagesThrough = pagesThrough });
        await world.Storage.PutAsync("page", "vehicle-0/2", new TwinPage(TwinPage.CurrentSchema, 8, []));
        await world.Storage.PutAsync("page", "vehicle-0/3", new TwinPage(TwinPage.CurrentSchema, 6, []));
        await RaiseAsync(world);
        Assert.Equal([KeyValuePair.Create(PartitionWorld.Vehicles, 8L)], world.Log.Floors);
    }

    [Fact]
    public async Task R5_pages_are_not_read_for_it_where_the_checkpoint_says_how_far_they_go()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 1);
        await world.KillAsync();
        Assert.Equal(1, world.Storage.Find<PartitionCheckpoint>("checkpoint", "vehicle-0")!.PagesThrough);
        world.Log.Of(PartitionWorld.Vehicles).Clear();
        world.Storage.ReadFault = (name, _) => name == "page" ? new IOException("A page was read.") : null;
        await RaiseAsync(world);
        Assert.Equal(1, world.Log.Floors[PartitionWorld.Vehicles]);
    }

    [Fact]
    public async Task R5_one_damaged_checkpoint_leaves_the_other_logs_their_floors()
    {
        await using var world = new PartitionWorld();
        await world.Storage.PutAsync("checkpoint", "vehicle-0", s_checkpoint with { Sequence = 5 });
        world.Storage.ReadFault = (_, key) => key == "battery-pack-0" ? new IOException("The record is damaged.") : null;
        await RaiseAsync(world);
        Assert.Equal(5, world.Log.Floors[PartitionWorld.Vehicles]);
    }

    [Fact]
    public async Task R5_what_is_answered_after_a_log_lost_its_tail_below_a_page_is_applied()
    {
        await using var world = new PartitionWorld();
        world.Start();
        for (var i = 0; i < 4; i++) await world.ReceiveAsync(Drive(i));
        await world.SettleAsync();
        // The process ends between the pages and the checkpoint.
        world.Storage.WriteFault = state => state is PartitionCheckpoint { PagesThrough: not null } ? new IOException("The power fails.") : null;
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault is not null);
        await world.KillAsync();
        world.Storage.WriteFault = null;
        for (var sequence = 2; sequence <= 4; sequence++) world.Log.Of(PartitionWorld.Vehicles).Remove(sequence);
        await RaiseAsync(world);
        await world.ReceiveAsync(Drive(10));
        world.Start();
        await world.SettleAsync();
        Assert.Equal(5, (await world.ReadAsync<VehicleSnapshot>(PartitionWorld.Vehicles, Frames.Vin)).Counters.Applied);
    }

    private static Task RaiseAsync(PartitionWorld world) =>
        new LogFloors(world.Ports, NullLogger<LogFloors>.Instance).RaiseAsync(TestContext.Current.CancellationToken);

    private static byte[] Drive(int second) => Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: 1000 + second));
}
