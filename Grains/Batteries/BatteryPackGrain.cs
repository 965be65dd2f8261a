using Twins.Grains.Partitions;

namespace Twins.Grains.Batteries;

/// <summary>The engine's side of a battery pack. Never collected for idleness: all of a city's packs are hot.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class BatteryPackGrain : TwinGrain<BatteryPackTwin>, IBatteryPackGrain
{
    /// <inheritdoc/>
    protected override BatteryPackTwin Create(string id) => new(id);

    /// <inheritdoc/>
    protected override BatteryPackTwin Restore(string id, ReadOnlyMemory<byte> snapshot) => BatteryPackTwin.Restore(id, snapshot);
}
