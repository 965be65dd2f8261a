using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>Which twins a tick is given to: those whose time has come, and those whose link belonged to an intake run that is gone.</summary>
internal static class TickRule
{
    public static bool Concerns(TwinRow row, Tick tick) =>
        (row.Wait is { } wait && tick.Time - wait.Since >= (wait.For == WaitKind.Silence ? tick.SilentAfter : tick.OfflineAfter)) || (row is VehicleRow { Incarnation: { } incarnation } && !tick.Incarnations.Contains(incarnation));
}
