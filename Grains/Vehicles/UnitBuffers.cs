using System.Buffers;
using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// The newest raw bytes of each kind of data unit, cells and probes aside, decoded only when somebody reads. <see cref="Stage"/> makes room and may fail;
/// <see cref="Commit"/> copies and cannot.
/// </summary>
internal sealed class UnitBuffers
{
    /// <summary>Custom units of one vehicle; further types are not kept.</summary>
    private const int MaxUnits = 32;

    private readonly List<StoredUnit> _units = [];

    public IReadOnlyList<StoredUnit> Units => _units;

    public static UnitBuffers Restore(IEnumerable<StoredUnit> units)
    {
        var buffers = new UnitBuffers();
        buffers._units.AddRange(units);
        return buffers;
    }

    public void Stage(in FrameView frame)
    {
        var units = frame.Units;
        while (units.MoveNext())
        {
            if (!IsKept(units.Kind)) continue;
            if (Find(units.Kind, units.Type, frame.Edition) is { } unit) unit.MakeRoom(units.Body.Length);
            else if (_units.Count < MaxUnits) _units.Add(new StoredUnit(frame.Edition, units.Kind, units.Type, new byte[units.Body.Length]));
        }
    }

    public void Commit(in FrameView frame, DateTimeOffset at)
    {
        var units = frame.Units;
        while (units.MoveNext())
            if (IsKept(units.Kind)) Find(units.Kind, units.Type, frame.Edition)?.Set(units.Body, at);
    }

    public IEnumerable<UnitReading> Read() => _units.Where(unit => unit.Length >= 0).Select(ToReading);

    private static UnitReading ToReading(StoredUnit unit)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            UnitJson.WriteMembers(writer, unit.Edition, unit.Type, unit.Body);
            writer.WriteEndObject();
        }

        var name = UnitJson.NameOf(unit.Kind);
        return new UnitReading(unit.Kind == UnitKind.Custom ? $"{name}{unit.Type:X2}" : name, unit.At, json.WrittenMemory);
    }

    private static bool IsKept(UnitKind kind) => kind is not (UnitKind.None or UnitKind.CellVoltages or UnitKind.ProbeTemperatures or UnitKind.Signature);

    private StoredUnit? Find(UnitKind kind, byte type, Edition edition)
    {
        foreach (var unit in _units)
            if (unit.Kind == kind && unit.Type == type && unit.Edition == edition) return unit;
        return null;
    }
}

/// <summary>The newest bytes of one kind of data unit.</summary>
internal sealed class StoredUnit(Edition edition, UnitKind kind, byte type, byte[] bytes)
{
    private byte[] _bytes = bytes;

    public Edition Edition { get; } = edition;

    public UnitKind Kind { get; } = kind;

    public byte Type { get; } = type;

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

    public void Set(ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        body.CopyTo(_bytes);
        Length = body.Length;
        At = at;
    }
}
