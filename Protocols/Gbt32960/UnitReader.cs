using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>What a unit of a report is about, whatever number its edition gave it.</summary>
public enum UnitKind : byte
{
    /// <summary>No unit.</summary>
    None,

    /// <summary>Vehicle data: <see cref="VehicleUnit"/>.</summary>
    Vehicle,

    /// <summary>Drive motors: <see cref="MotorsUnit"/>.</summary>
    Motors,

    /// <summary>Fuel cell; in 2025 its hydrogen system: <see cref="FuelCellUnit"/>.</summary>
    FuelCell,

    /// <summary>Engine: <see cref="EngineUnit"/>.</summary>
    Engine,

    /// <summary>Position: <see cref="PositionUnit"/>.</summary>
    Position,

    /// <summary>Extremes of cells and probes (2016): <see cref="ExtremesUnit"/>.</summary>
    Extremes,

    /// <summary>Alarms: <see cref="AlarmUnit"/>.</summary>
    Alarm,

    /// <summary>Voltages of all cells; in 2025 of all smallest parallel units: <see cref="CellVoltagesUnit"/>.</summary>
    CellVoltages,

    /// <summary>Temperatures of all probes: <see cref="ProbeTemperaturesUnit"/>.</summary>
    ProbeTemperatures,

    /// <summary>Fuel-cell stacks (2025): <see cref="FuelCellStacksUnit"/>.</summary>
    FuelCellStacks,

    /// <summary>Supercapacitor (2025): <see cref="SupercapacitorUnit"/>.</summary>
    Supercapacitor,

    /// <summary>Extremes of supercapacitors (2025): <see cref="SupercapacitorExtremesUnit"/>.</summary>
    SupercapacitorExtremes,

    /// <summary>Custom unit, types 80 to FE.</summary>
    Custom,

    /// <summary>The signature that ends a report (2025): <see cref="SignatureUnit"/>.</summary>
    Signature,

    /// <summary>Shanghai's buses: tyres, doors, charging, air conditioning (80); see <see cref="CustomUnits.ShanghaiBus"/>.</summary>
    BusExtension,

    /// <summary>Shanghai's buses: pedals, speed and current of the last ten seconds (81).</summary>
    TenSeconds,

    /// <summary>Shanghai's buses: driver assistance of the last ten seconds (82).</summary>
    DriverAssistance,
}

/// <summary>
/// Walks the units of a realtime or reissue report (clause 7.2) in place, without allocation. <see cref="MoveNext"/> stops at the end and at the first byte that
/// cannot be read; then <see cref="Error"/> says why and <see cref="ErrorOffset"/> where. What came before stays good.
/// </summary>
public ref struct UnitReader
{
    private readonly Edition _edition;
    private readonly CustomUnits _custom;
    private readonly ReadOnlySpan<byte> _data;
    private UnitTable? _table;
    private Fault _fault;
    private int _next;

    /// <summary>Starts behind the time of a report's data unit.</summary>
    /// <param name="edition">The edition that the units follow.</param>
    /// <param name="data">The data unit, from its time on.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    public UnitReader(Edition edition, ReadOnlySpan<byte> data, CustomUnits custom = CustomUnits.Opaque)
    {
        _edition = edition;
        _custom = custom;
        _data = data;
        _next = BeijingTime.Length;
        if (data.Length < BeijingTime.Length)
            (Error, _next) = (DecodeErrorCode.Time, 0);
    }

    /// <summary>The edition that the units are read by.</summary>
    public readonly Edition Edition => _edition;

    /// <summary>What the unit is about.</summary>
    public readonly UnitKind Kind => _table?.Kind ?? UnitKind.None;

    /// <summary>The unit's type byte.</summary>
    public readonly byte Type => _data[Offset];

    /// <summary>Place of the unit's type byte in the data unit.</summary>
    public int Offset { get; private set; }

    /// <summary>The unit's bytes behind its type.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Why the walk ended early; <see cref="DecodeErrorCode.None"/> at a regular end.</summary>
    public DecodeErrorCode Error { get; private set; }

    /// <summary>Place in the data unit of what could not be read.</summary>
    public readonly int ErrorOffset => _next + (Error is DecodeErrorCode.UnitTruncated or DecodeErrorCode.Count ? 1 + _fault.Offset : 0);

    /// <summary>The data unit's bytes from the unit that could not be read; empty at a regular end.</summary>
    public readonly ReadOnlySpan<byte> Rest => Error == DecodeErrorCode.None ? default : _data[_next..];

    /// <summary>One sentence on <see cref="Error"/>. Allocates.</summary>
    public readonly string ErrorDetail => Error switch
    {
        DecodeErrorCode.None => "",
        DecodeErrorCode.Time => Faults.NoTime(_data.Length).Detail,
        DecodeErrorCode.TrailingBytes => $"the signature ends a report, {_data.Length - _next} bytes follow",
        DecodeErrorCode.UnitUnknown => $"unit type 0x{_data[_next]:x2} is not defined; it and what follows, {_data.Length - _next} bytes, cannot be read",
        _ => $"unit type 0x{_data[_next]:x2}: {_fault.Detail}",
    };

    /// <summary>Goes to the next unit. False at the end and at an error.</summary>
    public bool MoveNext()
    {
        if (Error != DecodeErrorCode.None || _next >= _data.Length)
            return false;
        var table = UnitTable.Of(_edition, _data[_next], _custom, _data[(_next + 1)..]);
        if (table is null || Kind == UnitKind.Signature)
        {
            Error = Kind == UnitKind.Signature ? DecodeErrorCode.TrailingBytes : DecodeErrorCode.UnitUnknown;
            return false;
        }
        var body = _data[(_next + 1)..];
        var length = table.Layout.Measure(body, ref _fault);
        if (length < 0)
        {
            Error = _fault.Code;
            return false;
        }
        _table = table;
        Offset = _next;
        Body = body[..length];
        _next += 1 + length;
        return true;
    }
}
