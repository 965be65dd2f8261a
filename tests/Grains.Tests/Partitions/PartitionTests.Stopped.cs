using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R7: what stops a partition, and what goes on meanwhile.</summary>
public sealed partial class PartitionTests
{
    [Fact]
    public async Task R7_a_page_that_cannot_be_written_stops_its_partition_and_reads_go_on()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Storage.WriteFault = _ => new IOException("disk full");
        world.Time.Advance(FlushPlan.Longest);
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status is { Ready: false, Fault: not null });
        await world.ReceiveAsync(Drive(1));
        Assert.NotNull(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin));
        Assert.Equal(1, (await world.StatusAsync(PartitionWorld.Vehicles)).AppliedSequence);
        world.Storage.WriteFault = null;
        await world.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            return world.Process(PartitionWorld.Vehicles)!.Status is { Ready: true, AppliedSequence: 2 };
        });
    }

    [Fact]
    public async Task R7_a_damaged_record_stops_its_partition()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        world.Publishes = false;
        await world.ReceiveAsync(Drive(1));
        world.Log.Of(PartitionWorld.Vehicles)[2][20] ^= 1;
        await world.PokeAsync(PartitionWorld.Vehicles);
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault?.Contains("--skip vehicle-0:2", StringComparison.Ordinal) == true);
        Assert.NotNull(await world.Process(PartitionWorld.Vehicles)!.ReadAsync(Frames.Vin));
    }

    [Fact]
    public async Task R7_what_is_before_a_damaged_record_is_told_although_the_partition_stops()
    {
        await using var world = new PartitionWorld();
        await world.ReceiveAsync(Drive(0));
        await world.ReceiveAsync(Drive(1));
        world.Log.Of(PartitionWorld.Vehicles)[2][20] ^= 1;
        var slow = new TaskCompletionSource();
        world.Events.Gate = slow.Task;
        world.Start();
        await world.UntilAsync(() => world.Process(PartitionWorld.Vehicles)!.Status.Fault?.Contains("--skip vehicle-0:2", StringComparison.Ordinal) == true);
        await world.TurnsAsync();
        slow.SetResult();
        await world.UntilAsync(() => world.Events.All.Count > 0);
    }
}
