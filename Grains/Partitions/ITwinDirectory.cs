using Twins.Grains.Batteries;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>Finds the grain of a twin.</summary>
public interface ITwinDirectory
{
    /// <summary>The twin of a kind with an id.</summary>
    ITwinGrain Get(TwinKind kind, string id);
}

/// <summary>By the engine's grain factory.</summary>
/// <param name="grains">The factory.</param>
public sealed class GrainTwinDirectory(IGrainFactory grains) : ITwinDirectory
{
    /// <inheritdoc/>
    public ITwinGrain Get(TwinKind kind, string id) => kind switch
    {
        TwinKind.Vehicle => grains.GetGrain<IVehicleGrain>(id),
        TwinKind.BatteryPack => grains.GetGrain<IBatteryPackGrain>(id),
        _ => throw new InvalidOperationException($"Twin kind {kind} has no grain."),
    };
}
