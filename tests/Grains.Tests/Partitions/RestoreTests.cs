using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R3, R5, R7: a twin that is lost is made again of its page and of what its partition applied of the log, of nothing else.</summary>
public sealed class RestoreTests
{
    private const string Pack = "001PBAK8000001AC70200011";

    [Fact]
    public async Task R5_a_lost_twin_is_not_restored_with_batches_that_its_partition_had_accepted_before()
    {
        await using var world = new PartitionWorld();
        world.Start();
        await world.ReceiveAsync(Frames.Login(Frames.Noon, 1, Pack));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Packs, 1);
        for (var i = 0; i < 6; i++) await world.ReceiveAsync(Charge(50 * i));
        await world.ReceiveAsync(Frames.Report(Frames.Noon.AddSeconds(300), Frames.Parked(socPercent: 46)));
        await world.SettleAsync();
        // A source that begins again from its checkpoint sends all of it once more, and then goes on.
        foreach (var (_, batch) in world.Log.Of(PartitionWorld.Packs).ToArray()) await world.AppendAsync(PartitionWorld.Packs, batch, CancellationToken.None);
        await world.ReceiveAsync(Charge(310));
        await world.SettleAsync();
        var before = await PackAsync(world);
        Assert.True(before.EnergyChargedKwh > 0);
        world.Twins.Lose(TwinKind.BatteryPack, Pack);
        var after = await PackAsync(world);
        Assert.Equal((before.Version, before.EnergyChargedKwh), (after.Version, after.EnergyChargedKwh));
    }

    [Fact]
    public async Task R6_a_lost_twin_is_not_restored_with_what_was_passed_over_also_when_its_page_is_older_than_the_checkpoint()
    {
        await using var world = new PartitionWorld();
        world.Twins.BeforeApply = (_, batch) =>
        {
            if (batch.Sequence == 2) throw new InvalidOperationException("broken");
        };
        world.Start();
        await world.ReceiveAsync(Drive(0));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 1);
        await world.ReceiveAsync(Drive(1));
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Vehicles, 3);
        await world.ReceiveAsync(Drive(2));
        await world.SettleAsync();
        world.Twins.BeforeApply = null;
        world.Twins.Lose(TwinKind.Vehicle, Frames.Vin);
        Assert.Equal(2, (await world.ReadAsync<VehicleSnapshot>(PartitionWorld.Vehicles, Frames.Vin)).Counters.Applied);
    }

    private static byte[] Drive(int second) => Frames.Report(Frames.Noon.AddSeconds(second), Frames.Driving(odometerKm: 1000 + second));

    private static byte[] Charge(int second) =>
        Frames.Report(Frames.Noon.AddSeconds(second), Frames.Parked(ChargeState.ParkedCharging, -100, Math.Min(100, 40 + (second / 60))));

    private static Task<BatteryPackSnapshot> PackAsync(PartitionWorld world) => world.ReadAsync<BatteryPackSnapshot>(PartitionWorld.Packs, Pack);
}
