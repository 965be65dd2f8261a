using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>
/// What is further ahead of its arrival than <see cref="Limits.AheadOfArrival"/> is not believed. While the wall clock is not settled nobody can tell (R9); what was
/// believed then is given up when something arrives by a settled one, or every report until that time came would be late and no alarm of it would be told.
/// </summary>
internal static class AheadRule
{
    public static bool IsAhead(DateTimeOffset? time, TwinEntry entry) => !entry.IsClockUnsettled && time - entry.ReceivedAt > Limits.AheadOfArrival;

    /// <summary>Gives up a time of what is live that was wrong; a trip or charging session that reached into it ends where it was.</summary>
    public static void GiveUp(ref VehicleCore core, TwinEntry entry, Outcome outcome)
    {
        if (IsAhead(core.TripMeter?.LastAt, entry)) TripRule.EndAtLast(ref core, outcome);
        if (IsAhead(core.ChargeMeter?.LastAt, entry)) ChargingRule.EndAtLast(ref core, outcome);
        if (IsAhead(core.DigestAt, entry)) core.DigestAt = null;
        if (IsAhead(core.EventTime, entry)) core.EventTime = null;
    }
}
