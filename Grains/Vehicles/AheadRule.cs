using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>
/// What is further ahead of its arrival than <see cref="Limits.AheadOfArrival"/> is not believed. While the wall clock is not settled nobody can tell (R9), and it is; if it was wrong it is
/// given up when a report arrives by a settled clock, or every report until that time came would be late and no alarm of it would be told.
/// </summary>
internal static class AheadRule
{
    public static bool IsAhead(DateTimeOffset? time, TwinEntry entry) => !entry.IsClockUnsettled && IsFarAhead(time, entry);

    /// <summary>Gives up a time of what is live that was wrong; a trip or charging session that reached into it ends where it was.</summary>
    public static void GiveUp(ref VehicleCore core, TwinEntry entry, Outcome outcome)
    {
        if (!core.IsBelievedAhead || !IsAhead(core.EventTime, entry)) return;
        if (IsAhead(core.TripMeter?.LastAt, entry)) TripRule.EndAtLast(ref core, outcome);
        if (IsAhead(core.ChargeMeter?.LastAt, entry)) ChargingRule.EndAtLast(ref core, outcome);
        (core.EventTime, core.DigestAt) = (null, null);
    }

    /// <summary>Remembers whether what becomes live could not be told from what is not to be believed.</summary>
    public static void Believe(ref VehicleCore core, DateTimeOffset time, TwinEntry entry) => core.IsBelievedAhead = entry.IsClockUnsettled && IsFarAhead(time, entry);

    private static bool IsFarAhead(DateTimeOffset? time, TwinEntry entry) => time - entry.ReceivedAt > Limits.AheadOfArrival;
}
