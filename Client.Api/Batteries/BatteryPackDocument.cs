using Twins.Client.Api.Vehicles;
using Twins.Grains.Batteries;

namespace Twins.Client.Api.Batteries;

/// <summary>The whole of a battery pack: its own twin, with the cells and probes that the vehicle carrying it reported last.</summary>
/// <param name="Code">GB/T 34014 pack code, or <c>~{vin}~{subsystem}</c> while that is not known.</param>
/// <param name="Provisional">The real code is not known.</param>
/// <param name="ReportedCode">The code that the vehicle reported, where it is no valid pack code.</param>
/// <param name="Version">Rises with every change of the pack's own twin. The entity tag also changes with every report of the vehicle.</param>
/// <param name="Vehicle">Where the pack is; absent when it is in no vehicle.</param>
/// <param name="At">Time of the newest reading; absent before the first.</param>
/// <param name="VoltageV">Pack voltage, V.</param>
/// <param name="CurrentA">Pack current, A, positive while discharging.</param>
/// <param name="Cells">Voltage of every cell; absent before the first.</param>
/// <param name="Probes">Temperature of every probe; absent before the first.</param>
/// <param name="Alarms">Alarms of its vehicle while it is mounted there.</param>
/// <param name="SocPercent">State of charge, 0 to 100.</param>
/// <param name="EnergyDischargedKwh">Sum over finished trips, kWh.</param>
/// <param name="EnergyChargedKwh">Sum over finished charging sessions, kWh.</param>
/// <param name="Conflicts">Readings of vehicles that did not carry it then.</param>
/// <param name="Absent"><c>voltageV</c> and <c>currentA</c> where the newest report has none, each with <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>; absent before the first reading.</param>
internal sealed record BatteryPackDocument(
    string Code,
    bool Provisional,
    string? ReportedCode,
    long Version,
    PackVehicleDocument? Vehicle,
    DateTimeOffset? At,
    double? VoltageV,
    double? CurrentA,
    CellsDocument? Cells,
    ProbesDocument? Probes,
    IReadOnlyList<AlarmDocument> Alarms,
    int? SocPercent,
    double EnergyDischargedKwh,
    double EnergyChargedKwh,
    long Conflicts,
    IReadOnlyDictionary<string, string>? Absent)
{
    /// <param name="pack">The pack's own twin.</param>
    /// <param name="carried">The reading of the vehicle that carries it, where there is one.</param>
    internal static BatteryPackDocument Of(BatteryPackSnapshot pack, PackReading? carried)
    {
        var reading = Freshest(pack.Reading, carried);
        return new BatteryPackDocument(
            pack.Id, pack.Provisional, pack.ReportedCode, pack.Version, PackVehicleDocument.Of(pack.Mounting),
            reading?.At, reading?.VoltageV, reading?.CurrentA, CellsDocument.Of(reading?.Cells), ProbesDocument.Of(reading?.Probes),
            [.. pack.Alarms.Select(AlarmDocument.Of)], pack.SocPercent, pack.EnergyDischargedKwh, pack.EnergyChargedKwh, pack.Conflicts,
            AbsentOf(reading));
    }

    private static Dictionary<string, string>? AbsentOf(PackReading? reading)
    {
        if (reading is null) return null;
        var absent = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reading.VoltageAbsent is { } voltage) absent.Add("voltageV", voltage);
        if (reading.CurrentAbsent is { } current) absent.Add("currentA", current);
        return absent;
    }

    private static PackReading? Freshest(PackReading? own, PackReading? carried)
    {
        if (own is null || carried is null) return carried ?? own;
        var (newer, older) = carried.At >= own.At ? (carried, own) : (own, carried);
        return newer with { Cells = newer.Cells ?? older.Cells, Probes = newer.Probes ?? older.Probes };
    }
}

/// <summary>Where a pack is.</summary>
/// <param name="Vin">The vehicle: <c>/v1/vehicles/{vin}</c>.</param>
/// <param name="Subsystem">Its place there, 1-based.</param>
/// <param name="Since">Event time of the mounting.</param>
internal sealed record PackVehicleDocument(string Vin, int Subsystem, DateTimeOffset Since)
{
    internal static PackVehicleDocument? Of(PackMounting? mounting) =>
        mounting is null ? null : new(mounting.Vin, mounting.Subsystem, mounting.Since);
}
