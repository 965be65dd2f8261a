using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Batteries;

/// <summary>What a vehicle's word changes in a pack.</summary>
internal static class PackChanges
{
    public static BatteryPackState Apply(BatteryPackState state, PackChange change, Outcome outcome) => change.Kind switch
    {
        PackChangeKind.Mounted => Mount(state, change, outcome),
        PackChangeKind.Unmounted => Unmount(state, change, outcome),
        PackChangeKind.Digest => Digest(state, change),
        PackChangeKind.TripEnded => state with { EnergyDischargedKwh = state.EnergyDischargedKwh + (change.EnergyKwh ?? 0) },
        PackChangeKind.ChargingEnded => state with { EnergyChargedKwh = state.EnergyChargedKwh + (change.EnergyKwh ?? 0) },
        _ => throw new InvalidDataException($"A pack change of kind {change.Kind} is not known."),
    };

    private static BatteryPackState Mount(BatteryPackState state, PackChange change, Outcome outcome)
    {
        if (IsMountedIn(state, change)) return state with { ReportedCode = change.ReportedCode ?? state.ReportedCode };
        if (change.At < state.MountingAt) return state with { Conflicts = state.Conflicts + 1 };
        var type = state.Mounting is null ? EventTypes.PackMounted : EventTypes.PackSwapped;
        outcome.Add(type, change.At, new MountingEvent(change.Vin, change.Subsystem, state.Mounting?.Vin), BatteryPackJson.Default.MountingEvent);
        return state with
        {
            ReportedCode = change.ReportedCode ?? state.ReportedCode,
            Mounting = new PackMounting(change.Vin, change.Subsystem, change.At),
            MountingAt = change.At,
        };
    }

    private static BatteryPackState Unmount(BatteryPackState state, PackChange change, Outcome outcome)
    {
        // Another vehicle may have said that it carries the pack before this one said that it no longer does.
        if (!IsMountedIn(state, change)) return state;
        if (change.At < state.MountingAt) return state with { Conflicts = state.Conflicts + 1 };
        outcome.Add(EventTypes.PackUnmounted, change.At, new MountingEvent(change.Vin, change.Subsystem), BatteryPackJson.Default.MountingEvent);
        return state with { Mounting = null, MountingAt = change.At, Alarms = [] };
    }

    private static BatteryPackState Digest(BatteryPackState state, PackChange change) => IsMountedIn(state, change)
        ? state with { Reading = change.Reading, SocPercent = change.SocPercent, Alarms = change.Alarms ?? [] }
        : state with { Conflicts = state.Conflicts + 1 };

    private static bool IsMountedIn(BatteryPackState state, PackChange change) =>
        state.Mounting is { } mounting && mounting.Vin == change.Vin && mounting.Subsystem == change.Subsystem;
}
