using System.Collections.Immutable;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Protocols;

namespace Twins.Grains.Vehicles;

/// <summary>
/// Which packs a vehicle carries. A login names them by subsystem; a subsystem whose reported code is no valid GB/T 34014 pack code, or that only its cells
/// make known, carries the provisional twin <c>~{vin}~{subsystem}</c>.
/// </summary>
internal static class PackRule
{
    /// <summary>A login's list of codes, subsystem 1 first; empty codes where it gave none. Whether anything changed.</summary>
    public static bool LoggedIn(ref VehicleCore core, string vin, DateTimeOffset at, IReadOnlyList<string> codes, Outcome outcome)
    {
        var before = core.Packs;
        var packs = ImmutableArray.CreateBuilder<MountedPack>();
        for (var subsystem = 1; subsystem <= Math.Min(codes.Count, SubsystemSet.Most); subsystem++)
        {
            var known = Of(before, subsystem);
            var reported = codes[subsystem - 1];
            if (reported.Length == 0 && known is not null) packs.Add(known);
            else packs.Add(Mount(known, vin, subsystem, reported.Length == 0 ? null : reported, at, outcome));
        }

        foreach (var gone in before.Where(pack => pack.Subsystem > codes.Count))
        {
            if (codes.Count == 0) packs.Add(gone);
            else Unmount(gone, vin, at, outcome);
        }

        core.Packs = packs.ToImmutable();
        return !before.SequenceEqual(core.Packs);
    }

    /// <summary>Cells or probes of a subsystem that no login has named. Whether anything changed.</summary>
    public static bool Seen(ref VehicleCore core, string vin, in ReportFacts report, Outcome outcome)
    {
        var before = core.Packs.Length;
        for (var subsystem = report.Subsystems.Above(0); subsystem != 0; subsystem = report.Subsystems.Above(subsystem))
        {
            if (Of(core.Packs, subsystem) is null) core.Packs = core.Packs.Add(Mount(null, vin, subsystem, null, report.Time, outcome));
        }

        return core.Packs.Length != before;
    }

    public static void TripEnded(in VehicleCore core, Outcome outcome) =>
        Share(core, PackChangeKind.TripEnded, core.LastTrip!.EndedAt!.Value, core.LastTrip.EnergyKwh, outcome);

    public static void ChargingEnded(in VehicleCore core, Outcome outcome) =>
        Share(core, PackChangeKind.ChargingEnded, core.LastCharging!.EndedAt!.Value, core.LastCharging.EnergyKwh, outcome);

    private static void Share(in VehicleCore core, PackChangeKind kind, DateTimeOffset at, double energyKwh, Outcome outcome)
    {
        foreach (var pack in core.Packs)
            new PackChange(kind, outcome.Subject, pack.Subsystem, at, EnergyKwh: energyKwh / core.Packs.Length).To(pack.Code, outcome);
    }

    private static MountedPack Mount(MountedPack? known, string vin, int subsystem, string? reported, DateTimeOffset at, Outcome outcome)
    {
        var isCode = BatteryCode.TryParse(reported, out var parsed, out _) && parsed is { Product: BatteryProduct.Pack, SecondLifeProduct: null };
        var code = isCode ? reported! : $"~{vin}~{subsystem}";
        if (known?.Code == code) return known.ReportedCode == reported ? known : known with { ReportedCode = reported };
        if (known is not null) Unmount(known, vin, at, outcome);
        new PackChange(PackChangeKind.Mounted, vin, subsystem, at, isCode ? null : reported).To(code, outcome);
        return new MountedPack(subsystem, code, reported, !isCode, at);
    }

    private static void Unmount(MountedPack pack, string vin, DateTimeOffset at, Outcome outcome) =>
        new PackChange(PackChangeKind.Unmounted, vin, pack.Subsystem, at).To(pack.Code, outcome);

    private static MountedPack? Of(ImmutableArray<MountedPack> packs, int subsystem)
    {
        foreach (var pack in packs)
            if (pack.Subsystem == subsystem) return pack;
        return null;
    }
}
