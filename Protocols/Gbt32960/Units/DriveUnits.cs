using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Drive motors (unit 02) in place; <c>foreach</c> gives each.</summary>
public ref struct MotorsUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly MotorTable _table = TableOf(edition);
    private ItemReader _items = new(TableOf(edition).Item, body);

    /// <summary>Motors not yet walked.</summary>
    public readonly int Count => _items.Left;

    /// <summary>The motor at which the walk stands.</summary>
    public readonly Motor Current => new(_table, _items.Current);

    /// <summary>Goes to the next motor.</summary>
    public bool MoveNext() => _items.MoveNext();

    /// <summary>A walk from where this one stands.</summary>
    public readonly MotorsUnit GetEnumerator() => this;

    private static MotorTable TableOf(Edition edition) => edition == Edition.V2025 ? MotorTable.V2025 : MotorTable.V2016;
}

/// <summary>One drive motor in place.</summary>
public readonly ref struct Motor
{
    private readonly MotorTable _table;
    private readonly ReadOnlySpan<byte> _item;

    internal Motor(MotorTable table, ReadOnlySpan<byte> item)
    {
        _table = table;
        _item = item;
    }

    /// <summary>Its number, from 1.</summary>
    public Reading Number => _table.Number.Read(_item);

    /// <summary>Its state.</summary>
    public MotorState Status => (MotorState)_table.Status.Read(_item);

    /// <summary>Temperature of its controller, -40 to 210 C.</summary>
    public Reading ControllerTemperatureC => _table.ControllerTemperatureC.Read(_item);

    /// <summary>Speed, r/min; negative backwards.</summary>
    public Reading SpeedRpm => _table.SpeedRpm.Read(_item);

    /// <summary>Torque, N·m.</summary>
    public Reading TorqueNm => _table.TorqueNm.Read(_item);

    /// <summary>Temperature, -40 to 210 C.</summary>
    public Reading TemperatureC => _table.TemperatureC.Read(_item);

    /// <summary>Input voltage of the controller, 0 to 6000.0 V (2016; invalid in 2025, which has none).</summary>
    public Reading ControllerVoltageV => _table == MotorTable.V2025 ? Reading.Invalid : _table.ControllerVoltageV.Read(_item);

    /// <summary>Current of the controller's bus, ±1000.0 A (2016; invalid in 2025).</summary>
    public Reading BusCurrentA => _table == MotorTable.V2025 ? Reading.Invalid : _table.BusCurrentA.Read(_item);
}

/// <summary>Engine (unit 04) in place.</summary>
public readonly ref struct EngineUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Its state (2016; invalid in 2025, which has none).</summary>
    public EngineState Status => edition == Edition.V2025 ? EngineState.Invalid : (EngineState)EngineTable.V2016.Status.Read(_body);

    /// <summary>Speed of the crankshaft, 0 to 60,000 r/min.</summary>
    public Reading SpeedRpm => (edition == Edition.V2025 ? EngineTable.V2025 : EngineTable.V2016).SpeedRpm.Read(_body);

    /// <summary>Fuel consumption, 0 to 600.00 l/100 km (2016; invalid in 2025).</summary>
    public Reading ConsumptionLPer100Km => edition == Edition.V2025 ? Reading.Invalid : EngineTable.V2016.ConsumptionLPer100Km.Read(_body);
}

/// <summary>Position (unit 05) in place.</summary>
public readonly ref struct PositionUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly PositionTable _table = edition == Edition.V2025 ? PositionTable.V2025 : PositionTable.V2016;

    /// <summary>Whether the fix is valid; if not, the coordinates are those of the last valid one.</summary>
    public bool Valid => _table.Valid.Read(_body);

    /// <summary>Degrees, positive east.</summary>
    public Reading Longitude => _table.Longitude.Read(_body);

    /// <summary>Degrees, positive north.</summary>
    public Reading Latitude => _table.Latitude.Read(_body);

    /// <summary>The coordinate system; WGS-84 for 2016, which does not say.</summary>
    public CoordinateSystem System => edition == Edition.V2025 ? (CoordinateSystem)_table.System.Read(_body) : CoordinateSystem.Wgs84;
}
