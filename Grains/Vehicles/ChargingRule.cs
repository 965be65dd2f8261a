using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>A charging session is charge state 01 until 02, 03 or 04, or a gap of ten minutes.</summary>
internal static class ChargingRule
{
    public static void Apply(ref VehicleCore core, in ReportFacts report, Outcome outcome)
    {
        if (!report.HasVehicle) return;
        if (core.ChargeMeter is { } running)
        {
            if (report.Time - running.LastAt >= Limits.LongGap)
            {
                End(ref core, running.LastAt, outcome);
            }
            else
            {
                core.ChargeMeter = running.Add(report);
                if (report.Charge is ChargeState.DrivingCharging or ChargeState.NotCharging or ChargeState.Complete) End(ref core, report.Time, outcome);
                return;
            }
        }

        if (report.Charge != ChargeState.ParkedCharging) return;
        core.ChargeMeter = EnergyMeter.Start(report);
        outcome.Add(EventTypes.ChargingStarted, report.Time, Read(core.ChargeMeter.Value, null), VehicleEventJson.Default.ChargingSession);
    }

    /// <summary>Ends the session, if there is one, at the time of its last report.</summary>
    public static void EndAtLast(ref VehicleCore core, Outcome outcome)
    {
        if (core.ChargeMeter is { } running) End(ref core, running.LastAt, outcome);
    }

    public static ChargingSession Read(in EnergyMeter meter, DateTimeOffset? endedAt) =>
        new(meter.StartedAt, endedAt, meter.FirstSocPercent, meter.LastSocPercent, Math.Round(-meter.EnergyKwh, 3));

    private static void End(ref VehicleCore core, DateTimeOffset at, Outcome outcome)
    {
        core.LastCharging = Read(core.ChargeMeter!.Value, at);
        core.ChargeMeter = null;
        outcome.Add(EventTypes.ChargingEnded, at, core.LastCharging, VehicleEventJson.Default.ChargingSession);
        PackRule.ChargingEnded(core, outcome);
    }
}
