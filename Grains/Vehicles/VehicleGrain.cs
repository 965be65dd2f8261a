using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>The engine's side of a vehicle. Never collected for idleness: all of a city's vehicles are hot.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class VehicleGrain : TwinGrain<VehicleTwin>, IVehicleGrain
{
    /// <inheritdoc/>
    protected override VehicleTwin Create(string id) => new(id);

    /// <inheritdoc/>
    protected override VehicleTwin Restore(string id, ReadOnlyMemory<byte> snapshot) => VehicleRecord.Read(id, snapshot);
}
