using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Http;

/// <summary>Reads one twin through its partition, which exists anyway: an unknown id activates nothing, an impossible id calls nobody.</summary>
internal sealed class TwinReader(IGrainFactory grains, PartitionMap map)
{
    /// <summary>The vehicle, or null when there is none of this VIN.</summary>
    internal async Task<VehicleSnapshot?> VehicleAsync(string vin) =>
        TwinIds.IsVehicle(vin) ? (VehicleSnapshot?)await ReadAsync(TwinKind.Vehicle, vin) : null;

    /// <summary>The pack as its own twin holds it, or null when there is none of this code.</summary>
    internal async Task<BatteryPackSnapshot?> BatteryPackAsync(string code) =>
        TwinIds.IsBatteryPack(code) ? (BatteryPackSnapshot?)await ReadAsync(TwinKind.BatteryPack, code) : null;

    private Task<TwinSnapshot?> ReadAsync(TwinKind kind, string id) =>
        grains.GetGrain<IPartitionGrain>(map.Of(kind, id).ToString()).ReadAsync(id);
}
