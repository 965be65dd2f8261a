using System.Buffers;
using System.Text.Json;
using Twins.Grains.Snapshots;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// The newest raw bytes of each kind of data unit, cells and probes aside, decoded only when somebody reads. <see cref="Stage"/> makes room and may fail;
/// <see cref="Commit"/> copies and cannot.
/// </summary>
internal sealed class UnitBuffers
{
    /// <summary>Custom units of one vehicle; further types are not kept. All others are bounded by the standard: one a kind, supercapacitors by their number.</summary>
    private const int MaxCustom = 32;

    private readonly List<StoredUnit> _units = [];

    public static UnitBuffers Restore(IEnumerable<StoredUnit> units)
    {
        var buffers = new UnitBuffers();
        buffers._units.AddRange(units);
        return buffers;
    }

    /// <summary>Into a snapshot: those that were committed.</summary>
    public void Write(SnapshotWriter to)
    {
        to.Number(_units.Count(unit => unit.Length >= 0));
        foreach (var unit in _units)
            if (unit.Length >= 0) unit.Write(to);
    }

    public void Stage(in FrameView frame)
    {
        var units = frame.Units;
        while (units.MoveNext())
        {
            if (!IsKept(units.Kind)) continue;
            if (Find(units) is { } unit) unit.MakeRoom(units.Body.Length);
            else if (units.Kind != UnitKind.Custom || _units.Count(known => known.Kind == UnitKind.Custom) < MaxCustom) _units.Add(new StoredUnit(units.Kind, NumberOf(units.Kind, units.Type, units.Body), new byte[units.Body.Length]));
        }
    }

    public void Commit(in FrameView frame, DateTimeOffset at)
    {
        var units = frame.Units;
        while (units.MoveNext())
            if (IsKept(units.Kind)) Find(units)?.Set(frame.Edition, units.Type, units.Body, at);
    }

    public IEnumerable<UnitReading> Read() => _units.Where(unit => unit.Length >= 0).Select(ToReading);

    private static UnitReading ToReading(StoredUnit unit)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (unit.Kind == UnitKind.Position && new PositionUnit(unit.Edition, unit.Body) is var position && PositionJson.IsShifted(position))
                PositionJson.WriteMembers(writer, position);
            else
                UnitJson.WriteMembers(writer, unit.Edition, unit.Type, unit.Body, AgreementOf(unit.Kind));
            writer.WriteEndObject();
        }

        return new UnitReading(NameOf(unit), unit.At, json.WrittenMemory);
    }

    /// <summary>Custom units carry their type, supercapacitors other than the first their number.</summary>
    private static string NameOf(StoredUnit unit) => (UnitJson.NameOf(unit.Kind), unit.Kind) switch
    {
        (var name, UnitKind.Custom) => $"{name}{unit.Type:X2}",
        (var name, UnitKind.Supercapacitor) when unit.Number != 1 => $"{name}{unit.Number}",
        var (name, _) => name,
    };

    private static CustomUnits AgreementOf(UnitKind kind) => kind is UnitKind.BusExtension or UnitKind.TenSeconds or UnitKind.DriverAssistance ? CustomUnits.ShanghaiBus : CustomUnits.Opaque;

    /// <summary>What tells units of one kind apart: the type of a custom unit, the number of a supercapacitor.</summary>
    internal static int NumberOf(UnitKind kind, byte type, ReadOnlySpan<byte> body) => kind switch
    {
        UnitKind.Custom => type,
        UnitKind.Supercapacitor => body[0],
        _ => 0,
    };

    private static bool IsKept(UnitKind kind) => kind is not (UnitKind.None or UnitKind.CellVoltages or UnitKind.ProbeTemperatures or UnitKind.Signature);

    // Whatever edition it came by: the newest stands for its kind.
    private StoredUnit? Find(in UnitReader units)
    {
        var number = NumberOf(units.Kind, units.Type, units.Body);
        foreach (var unit in _units)
            if (unit.Kind == units.Kind && unit.Number == number) return unit;
        return null;
    }
}

/// <summary>The newest bytes of one kind of data unit.</summary>
internal sealed class StoredUnit(UnitKind kind, int number, byte[] bytes)
{
    private byte[] _bytes = bytes;

    public Edition Edition { get; private set; }

    public UnitKind Kind { get; } = kind;

    /// <summary>Of several units of its kind, which; 0 where there is one.</summary>
    public int Number { get; } = number;

    public byte Type { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Bytes in use; -1 before the first commit.</summary>
    public int Length { get; private set; } = -1;

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(0, Math.Max(0, Length));

    public void MakeRoom(int length)
    {
        if (_bytes.Length >= length) return;
        var larger = new byte[length];
        Body.CopyTo(larger);
        _bytes = larger;
    }

    public void Write(SnapshotWriter to)
    {
        to.Number((int)Edition);
        to.Byte((byte)Kind);
        to.Byte(Type);
        to.Time(At);
        to.Bytes(Body);
    }

    public void Set(Edition edition, byte type, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        (Edition, Type) = (edition, type);
        body.CopyTo(_bytes);
        Length = body.Length;
        At = at;
    }
}
