using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>A trip is vehicle state 01 until 02, parked charging, or a gap of ten minutes.</summary>
internal static class TripRule
{
    public static void Apply(ref VehicleCore core, in ReportFacts report, Outcome outcome)
    {
        if (!report.HasVehicle) return;
        if (core.TripMeter is { } running)
        {
            if (report.Time - running.LastAt >= Limits.LongGap)
            {
                End(ref core, running.LastAt, outcome);
            }
            else
            {
                core.TripMeter = running.Add(report);
                if (report.Power == PowerState.Off || report.Charge == ChargeState.ParkedCharging) End(ref core, report.Time, outcome);
                return;
            }
        }

        if (report.Power != PowerState.On || report.Charge == ChargeState.ParkedCharging) return;
        core.TripMeter = EnergyMeter.Start(report);
        outcome.Add(EventTypes.TripStarted, report.Time, Read(core.TripMeter.Value, null), VehicleEventJson.Default.Trip);
    }

    /// <summary>Ends the trip, if there is one, at the time of its last report.</summary>
    public static void EndAtLast(ref VehicleCore core, Outcome outcome)
    {
        if (core.TripMeter is { } running) End(ref core, running.LastAt, outcome);
    }

    public static Trip Read(in EnergyMeter meter, DateTimeOffset? endedAt) =>
        new(meter.StartedAt, endedAt, meter.DistanceKm, Math.Round(meter.EnergyKwh, 3));

    private static void End(ref VehicleCore core, DateTimeOffset at, Outcome outcome)
    {
        core.LastTrip = Read(core.TripMeter!.Value, at);
        core.TripMeter = null;
        outcome.Add(EventTypes.TripEnded, at, core.LastTrip, VehicleEventJson.Default.Trip);
        PackRule.TripEnded(core, outcome);
    }
}
