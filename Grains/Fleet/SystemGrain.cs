using System.Collections.Immutable;
using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Fleet;

/// <summary>Gathers the state of the silo that it is on, and of all partitions.</summary>
public sealed class SystemGrain(
    ISiloStatus silo, ReportCounters counters, StreamClock clock, PartitionMap map, IEventLog events, IGrainFactory grains) : Grain, ISystemGrain
{
    /// <inheritdoc/>
    public async Task<SystemStatus> StatusAsync()
    {
        var partitions = await Task.WhenAll(map.All().Select(id => grains.GetGrain<IPartitionGrain>(id.ToString()).StatusAsync()));
        var cursor = await events.TailAsync(CancellationToken.None);
        return new SystemStatus(
            silo.StartedAt, silo.IsReady, silo.Engine, silo.OrleansVersion, silo.Schema, silo.Durability, map.Count,
            partitions.Max(partition => partition.LagBatches), silo.Terminals, silo.Platforms, await CountTwinsAsync(),
            counters.Totals(silo.ReceivedPerSecond), silo.EventsAppended, cursor, Environment.WorkingSet,
            clock.Read().IsSettled, silo.DiskFreeBytes, partitions.Sum(partition => partition.MissingBatches));
    }

    private async Task<ImmutableDictionary<TwinKind, long>> CountTwinsAsync()
    {
        var statistics = await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return ImmutableDictionary<TwinKind, long>.Empty
            .Add(TwinKind.Vehicle, CountOf(typeof(VehicleGrain)))
            .Add(TwinKind.BatteryPack, CountOf(typeof(BatteryPackGrain)));

        long CountOf(Type grain) => statistics
            .Where(statistic => statistic.GrainType.Contains(grain.FullName!, StringComparison.Ordinal))
            .Sum(statistic => (long)statistic.ActivationCount);
    }
}
