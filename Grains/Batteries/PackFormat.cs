using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Twins.Grains.Snapshots;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Batteries;

/// <summary>A pack's snapshot in a page, and what it shares with vehicles and with changes of packs.</summary>
internal static class PackFormat
{
    private const int CurrentSchema = 1;

    public static byte[] Write(BatteryPackState state) => SnapshotWriter.ToBytes(state, static (to, state) =>
    {
        to.Number(CurrentSchema);
        to.Number(state.Version);
        to.Text(state.ReportedCode);
        to.Maybe(state.Mounting, static (to, mounting) =>
        {
            to.Text(mounting.Vin);
            to.Number(mounting.Subsystem);
            to.Time(mounting.Since);
        });
        to.Time(state.MountingAt);
        to.Maybe(state.Reading, WriteReading);
        to.Number(state.SocPercent);
        to.Items(state.Alarms, WriteAlarm);
        to.Real(state.EnergyDischargedKwh);
        to.Real(state.EnergyChargedKwh);
        to.Number(state.Conflicts);
    });

    /// <exception cref="InvalidDataException">The bytes are no such snapshot.</exception>
    public static BatteryPackState Read(string code, ReadOnlyMemory<byte> bytes)
    {
        var from = new SnapshotReader(bytes);
        if (from.Number() is var schema && schema != CurrentSchema)
            throw new InvalidDataException($"The snapshot of battery pack {code} has schema {schema}; this version reads schema {CurrentSchema}.");
        var state = new BatteryPackState
        {
            Version = from.Number(),
            ReportedCode = from.MaybeText(),
            Mounting = from.Maybe(static (ref from) => new PackMounting(from.Text(), from.Int(), from.Time())),
            MountingAt = from.MaybeTime(),
            Reading = from.Maybe(ReadReading),
            SocPercent = from.MaybeInt(),
            Alarms = from.Items(ReadAlarm),
            EnergyDischargedKwh = from.Real(),
            EnergyChargedKwh = from.Real(),
            Conflicts = from.Number(),
        };
        from.End();
        return state;
    }

    public static void WriteAlarm(SnapshotWriter to, VehicleAlarm alarm)
    {
        to.Text(alarm.Id);
        to.Text(alarm.Flag);
        to.Number(alarm.Level);
        to.Time(alarm.RaisedAt);
    }

    public static VehicleAlarm ReadAlarm(ref SnapshotReader from) => new(from.Text(), from.Text(), from.Int(), from.Time());

    public static void WriteReading(SnapshotWriter to, PackReading reading)
    {
        WriteReadingHead(to, reading.Subsystem, reading.At, reading.VoltageV, reading.CurrentA, reading.VoltageAbsent, reading.CurrentAbsent);
        WriteCells(to, reading.Cells?.At, reading.Cells is { } cells ? cells.RawMillivolts.AsSpan() : []);
        WriteProbes(to, reading.Probes?.At, reading.Probes is { } probes ? probes.RawTemperatures.AsSpan() : []);
    }

    public static void WriteReadingHead(
        SnapshotWriter to, int subsystem, DateTimeOffset at, double? voltageV, double? currentA, string? voltageAbsent, string? currentAbsent)
    {
        to.Number(subsystem);
        to.Time(at);
        to.Real(voltageV);
        to.Real(currentA);
        to.Text(voltageAbsent);
        to.Text(currentAbsent);
    }

    public static void WriteCells(SnapshotWriter to, DateTimeOffset? at, ReadOnlySpan<ushort> rawMillivolts)
    {
        to.Flag(at is not null);
        if (at is null) return;
        to.Time(at);
        to.Bytes(LittleEndian(rawMillivolts));
    }

    public static void WriteProbes(SnapshotWriter to, DateTimeOffset? at, ReadOnlySpan<byte> rawTemperatures)
    {
        to.Flag(at is not null);
        if (at is null) return;
        to.Time(at);
        to.Bytes(rawTemperatures);
    }

    public static PackReading ReadReading(ref SnapshotReader from)
    {
        var (subsystem, at, voltage, current) = (from.Int(), from.Time(), from.MaybeReal(), from.MaybeReal());
        var (voltageAbsent, currentAbsent) = (from.MaybeText(), from.MaybeText());
        return new PackReading(
            subsystem, at, voltage, current,
            from.Maybe(static (ref from) => new CellVoltages(from.Time(), Millivolts(from.Bytes()))),
            from.Maybe(static (ref from) => new ProbeTemperatures(from.Time(), ImmutableArray.Create(from.Bytes()))))
        {
            VoltageAbsent = voltageAbsent,
            CurrentAbsent = currentAbsent,
        };
    }

    private static ReadOnlySpan<byte> LittleEndian(ReadOnlySpan<ushort> values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes(values);
        var bytes = new byte[values.Length * sizeof(ushort)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), values[i]);
        return bytes;
    }

    private static ImmutableArray<ushort> Millivolts(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(ushort) != 0) throw new InvalidDataException("the cell voltages in it are no whole numbers");
        var values = new ushort[bytes.Length / sizeof(ushort)];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }
}
