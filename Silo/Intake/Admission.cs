using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Twins.Grains.Fleet;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Storage;

namespace Twins.Silo.Intake;

/// <summary>
/// Which reports are taken. Beyond a number of reports in flight, and below the disk's reserve, only those with an alarm of level 3 or 4; the others are answered
/// with an error, so that the sender keeps them. Entries of the system itself never come this way.
/// </summary>
internal sealed class Admission(IntakeOptions options, ReportCounters counters, DiskReserve disk) : IHealthCheck
{
    /// <summary>Why a report must be refused; null to take it.</summary>
    /// <param name="frame">Whole.</param>
    /// <param name="custom">What its sender's custom units mean: an alarm may stand behind them.</param>
    public RefusalReason? Judge(ReadOnlySequence<byte> frame, CustomUnits custom)
    {
        if (disk.Level is var level && level != DiskLevel.Enough)
            return level == DiskLevel.Low && AlarmLevel.IsUrgent(frame, custom) ? null : RefusalReason.Disk;
        return !IsOverloaded || AlarmLevel.IsUrgent(frame, custom) ? null : RefusalReason.Overload;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsOverloaded
            ? HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture,
                $"{counters.InFlight} reports are in flight, more than {options.MaxReportsInFlight}: those without an alarm of level 3 or 4 are refused."))
            : HealthCheckResult.Healthy());

    /// <summary>Half of the disk's reserve is gone: what is left is for the system's own entries, so that not even logins and heartbeats are logged.</summary>
    public bool MustSpareDisk => disk.Level == DiskLevel.Critical;

    /// <summary>Whether ordinary reports are taken now.</summary>
    public bool IsAccepting => disk.Level == DiskLevel.Enough && !IsOverloaded;

    /// <summary>More reports are in flight than may be.</summary>
    public bool IsOverloaded => counters.InFlight > options.MaxReportsInFlight;
}
