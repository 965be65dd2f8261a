using System.Collections.Immutable;
using Twins.Grains.Partitions;
using Twins.Grains.Snapshots;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Batteries;

/// <summary>What a vehicle tells a pack. The numbers are stored; never change one.</summary>
internal enum PackChangeKind
{
    Mounted = 1,
    Unmounted = 2,
    Digest = 3,
    TripEnded = 4,
    ChargingEnded = 5,
}

/// <summary>The payload of a consequence for a pack.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Vin">The vehicle that says it.</param>
/// <param name="Subsystem">Where in the vehicle.</param>
/// <param name="At">Event time, UTC.</param>
/// <param name="ReportedCode">Mounted: the code that the vehicle reported, where it is no valid one.</param>
/// <param name="Reading">Digest: voltage, current, cells, probes.</param>
/// <param name="SocPercent">Digest: state of charge.</param>
/// <param name="Alarms">Digest: the vehicle's alarms.</param>
/// <param name="EnergyKwh">Trip or charging ended: its energy, shared evenly among the vehicle's packs.</param>
internal sealed record PackChange(
    PackChangeKind Kind,
    string Vin,
    int Subsystem,
    DateTimeOffset At,
    string? ReportedCode = null,
    PackReading? Reading = null,
    int? SocPercent = null,
    ImmutableArray<VehicleAlarm>? Alarms = null,
    double? EnergyKwh = null)
{
    private const byte Format = 1;

    /// <summary>Sends it to a pack.</summary>
    public void To(string code, Outcome outcome) =>
        outcome.Add(TwinKind.BatteryPack, code, At, SnapshotWriter.ToBytes(this, Write));

    /// <exception cref="InvalidDataException">The payload is none.</exception>
    public static PackChange FromPayload(ReadOnlyMemory<byte> payload)
    {
        var from = new SnapshotReader(payload);
        if (from.Byte() is var format && format != Format) throw new InvalidDataException($"a pack change has format {format}; this version reads format {Format}");
        var change = new PackChange(
            (PackChangeKind)from.Byte(), from.Text(), from.Int(), from.Time(), from.MaybeText(), from.Maybe(PackFormat.ReadReading), from.MaybeInt(),
            from.Flag() ? from.Items(PackFormat.ReadAlarm) : null, from.MaybeReal());
        from.End();
        return change;
    }

    private static void Write(SnapshotWriter to, PackChange change)
    {
        to.Byte(Format);
        to.Byte((byte)change.Kind);
        to.Text(change.Vin);
        to.Number(change.Subsystem);
        to.Time(change.At);
        to.Text(change.ReportedCode);
        to.Maybe(change.Reading, PackFormat.WriteReading);
        to.Number(change.SocPercent);
        to.Flag(change.Alarms is not null);
        if (change.Alarms is { } alarms) to.Items(alarms, PackFormat.WriteAlarm);
        to.Real(change.EnergyKwh);
    }
}
