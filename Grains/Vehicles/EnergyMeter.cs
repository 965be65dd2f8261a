namespace Twins.Grains.Vehicles;

/// <summary>Sums energy and distance between a start and the newest report: the trapezoid of V x I, gaps over 120 s left out.</summary>
/// <param name="StartedAt">Report time of the first report.</param>
/// <param name="LastAt">Report time of the newest.</param>
/// <param name="LastPowerW">V x I of the newest, W, discharge positive; null when one of them was absent.</param>
/// <param name="EnergyJ">Sum, J, discharge positive.</param>
/// <param name="FirstOdometerKm">Of the first report that had one.</param>
/// <param name="LastOdometerKm">Of the newest report that had one.</param>
/// <param name="FirstSocPercent">Of the first report that had one.</param>
/// <param name="LastSocPercent">Of the newest report that had one.</param>
internal readonly record struct EnergyMeter(
    DateTimeOffset StartedAt,
    DateTimeOffset LastAt,
    double? LastPowerW,
    double EnergyJ,
    double? FirstOdometerKm,
    double? LastOdometerKm,
    int? FirstSocPercent,
    int? LastSocPercent)
{
    private const double JoulesPerKwh = 3_600_000;
    private static readonly TimeSpan s_longestGap = TimeSpan.FromSeconds(120);

    public double EnergyKwh => EnergyJ / JoulesPerKwh;

    public double? DistanceKm => LastOdometerKm - FirstOdometerKm is { } km ? Math.Round(km, 1) : null;

    public static EnergyMeter Start(in ReportFacts report) => new(
        report.Time, report.Time, report.PowerW, 0, report.OdometerKm, report.OdometerKm, report.SocPercent, report.SocPercent);

    public EnergyMeter Add(in ReportFacts report)
    {
        var elapsed = report.Time - LastAt;
        var energy = elapsed <= s_longestGap && LastPowerW is { } before && report.PowerW is { } after
            ? (before + after) / 2 * elapsed.TotalSeconds
            : 0;
        return this with
        {
            LastAt = report.Time,
            LastPowerW = report.PowerW,
            EnergyJ = EnergyJ + energy,
            FirstOdometerKm = FirstOdometerKm ?? report.OdometerKm,
            LastOdometerKm = report.OdometerKm ?? LastOdometerKm,
            FirstSocPercent = FirstSocPercent ?? report.SocPercent,
            LastSocPercent = report.SocPercent ?? LastSocPercent,
        };
    }
}
