using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;

namespace Twins.Grains.Tests.Partitions;

/// <summary>Whatever moment it is killed at, a partition ends where an unbroken run of the same log ends: twins, packs, events and their ids.</summary>
public sealed class CrashTests
{
    private static byte[][] Story()
    {
        var frames = new List<byte[]> { Frames.Login(Frames.Noon, 1, "001PBAK8000001AC70200011", "000000000000000000000007") };
        for (var i = 0; i < 40; i++)
        {
            var time = Frames.Noon.AddSeconds(10 * i);
            frames.Add(i % 20 < 10
                ? Frames.Report(time, Frames.Driving(odometerKm: 1000 + i), i % 10 == 5 ? 2 : 0, i % 10 == 5 ? 1u << 11 : 0)
                : Frames.Report(time, Frames.Parked(Protocols.Gbt32960.ChargeState.ParkedCharging, -50, 50 + i)));
        }

        frames.Add(Frames.Logout(Frames.Noon.AddMinutes(8), 1));
        return [.. frames];
    }

    private static async Task<PartitionWorld> RunAsync(Func<int, bool> killsBefore)
    {
        var world = new PartitionWorld();
        world.Start();
        var n = 0;
        foreach (var frame in Story())
        {
            await world.ReceiveAsync(frame);
            if (killsBefore(n++))
            {
                await world.KillAsync();
                world.Start();
            }

            if (n % 6 == 0)
            {
                world.Time.Advance(FlushPlan.Longest);
                await world.PokeAsync(PartitionWorld.Vehicles);
                await world.PokeAsync(PartitionWorld.Packs);
            }
        }

        await world.SettleAsync();
        return world;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Killed_at_random_moments_it_ends_as_an_unbroken_run(int seed)
    {
        await using var whole = await RunAsync(_ => false);
        var random = new Random(seed);
        await using var broken = await RunAsync(_ => random.Next(3) == 0);
        Assert.Equal(await TextAsync(whole), await TextAsync(broken));
        Assert.Equal(whole.Events.All.Where(OfVehicle).Select(e => (e.Id, e.Type)), broken.Events.All.Where(OfVehicle).Select(e => (e.Id, e.Type)));
        Assert.Equal(
            whole.Events.All.Where(e => !OfVehicle(e)).Select(e => (e.Subject, e.Type)).Order(),
            broken.Events.All.Where(e => !OfVehicle(e)).Select(e => (e.Subject, e.Type)).Order());
        static bool OfVehicle(Grains.Events.EventRecord e) => e.Subject == Frames.Vin;
    }

    /// <summary>All twins as text but for arrival times, which the clock of the run decides.</summary>
    private static async Task<string> TextAsync(PartitionWorld world) => string.Join('\n', (await world.Twins.SnapshotsAsync()).Select(twin =>
    {
        var text = System.Text.Json.JsonSerializer.SerializeToNode<object>(twin.Value)!.AsObject();
        text.Remove("ReceivedAt");
        return $"{twin.Key} {text.ToJsonString()}";
    }));
}
