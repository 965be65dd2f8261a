using Twins.Grains.Batteries;
using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>A vehicle tells each of its packs their state every 60 s of report time, and at every change of alarms, mounting or charge state.</summary>
internal static class DigestRule
{
    /// <summary>Follows the commit of a report. <see cref="VehicleCore.DigestAt"/> is null when a change makes a digest due.</summary>
    public static void Apply(ref VehicleCore core, PackBuffers packs, DateTimeOffset time, Outcome outcome)
    {
        if (core.Packs.IsEmpty || time - core.DigestAt < Limits.Digest) return;
        core.DigestAt = time;
        foreach (var pack in core.Packs)
        {
            var reading = packs.Read(pack.Subsystem) ?? new PackReading(pack.Subsystem, time, null, null, null, null);
            new PackChange(PackChangeKind.Digest, outcome.Subject, pack.Subsystem, time,
                Reading: reading, SocPercent: core.SocPercent, Alarms: core.Alarms).To(pack.Code, outcome);
        }
    }
}
