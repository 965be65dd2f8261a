using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>The twin of one vehicle; the key is its VIN. Its snapshot is a <see cref="VehicleSnapshot"/>.</summary>
[Alias("Twins.IVehicleGrain")]
public interface IVehicleGrain : ITwinGrain;
