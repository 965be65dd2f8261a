using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Audit;

/// <summary>The state machines by kind, without an engine.</summary>
internal static class TwinKinds
{
    /// <summary>A twin as captured; new where the snapshot is empty.</summary>
    public static ITwin Restore(TwinKind kind, string id, ReadOnlyMemory<byte> snapshot) => kind switch
    {
        TwinKind.Vehicle => snapshot.IsEmpty ? new VehicleTwin(id) : VehicleRecord.Read(id, snapshot),
        TwinKind.BatteryPack => snapshot.IsEmpty ? new BatteryPackTwin(id) : BatteryPackTwin.Restore(id, snapshot),
        _ => throw new InvalidOperationException($"Twin kind {kind} has no state machine."),
    };
}
