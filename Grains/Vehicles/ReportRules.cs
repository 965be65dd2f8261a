using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>The rules that a live report goes through, in this order.</summary>
internal static class ReportRules
{
    public static void Apply(ref VehicleCore core, string vin, in ReportFacts report, Outcome outcome)
    {
        var charge = core.Charge;
        core.EventTime = report.Time;
        if (report.HasVehicle)
        {
            core.Power = report.Power ?? core.Power;
            core.Charge = report.Charge ?? core.Charge;
            core.SpeedKmh = report.SpeedKmh;
            core.OdometerKm = report.OdometerKm ?? core.OdometerKm;
            core.SocPercent = report.SocPercent ?? core.SocPercent;
        }

        core.HydrogenPercent = report.HydrogenPercent ?? core.HydrogenPercent;
        if (report.Position is { } position) (core.Longitude, core.Latitude) = position;
        var isDigestDue = PackRule.Seen(ref core, vin, report, outcome);
        TripRule.Apply(ref core, report, outcome);
        ChargingRule.Apply(ref core, report, outcome);
        isDigestDue |= AlarmRule.Apply(ref core, vin, report, outcome);
        if (isDigestDue || charge != core.Charge) core.DigestAt = null;
    }
}
