using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Fuel-cell stacks (unit 30 of 2025) in place; <c>foreach</c> gives each.</summary>
public ref struct FuelCellStacksUnit(ReadOnlySpan<byte> body)
{
    private ItemReader _items = new(StackTable.Item, body);

    /// <summary>Stacks not yet walked.</summary>
    public readonly int Count => _items.Left;

    /// <summary>The stack at which the walk stands.</summary>
    public readonly FuelCellStack Current => new(_items.Current);

    /// <summary>Goes to the next stack.</summary>
    public bool MoveNext() => _items.MoveNext();

    /// <summary>A walk from where this one stands.</summary>
    public readonly FuelCellStacksUnit GetEnumerator() => this;
}

/// <summary>One fuel-cell stack in place.</summary>
public readonly ref struct FuelCellStack
{
    private readonly ReadOnlySpan<byte> _item;

    internal FuelCellStack(ReadOnlySpan<byte> item) => _item = item;

    /// <summary>Its number, 1 to 253.</summary>
    public Reading Number => StackTable.Number.Read(_item);

    /// <summary>Voltage, 0 to 2000.0 V.</summary>
    public Reading VoltageV => StackTable.VoltageV.Read(_item);

    /// <summary>Current, 0 to 2000.0 A.</summary>
    public Reading CurrentA => StackTable.CurrentA.Read(_item);

    /// <summary>Pressure of the hydrogen at the inlet, -100.0 to 400.0 kPa.</summary>
    public Reading HydrogenInletPressureKpa => StackTable.HydrogenInletPressureKpa.Read(_item);

    /// <summary>Pressure of the air at the inlet, -100.0 to 400.0 kPa.</summary>
    public Reading AirInletPressureKpa => StackTable.AirInletPressureKpa.Read(_item);

    /// <summary>Temperature of the air at the inlet, -40 to 210 C.</summary>
    public Reading AirInletTemperatureC => StackTable.AirInletTemperatureC.Read(_item);

    /// <summary>Temperatures of the coolant at its outlet, -40 to 210 C.</summary>
    public Readings CoolantOutletTemperaturesC => new(StackTable.CoolantTemperaturesC, _item, StackTable.CoolantTemperaturesC.Offset);
}

/// <summary>One supercapacitor (unit 31 of 2025) in place. A vehicle with several sends a unit for each.</summary>
public readonly ref struct SupercapacitorUnit(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Its number, 1 to 253.</summary>
    public Reading System => SupercapacitorTable.System.Read(_body);

    /// <summary>Voltage, 0 to 1000.0 V.</summary>
    public Reading VoltageV => SupercapacitorTable.VoltageV.Read(_body);

    /// <summary>Current, -3000.0 to 3000.0 A; positive while discharging.</summary>
    public Reading CurrentA => SupercapacitorTable.CurrentA.Read(_body);

    /// <summary>Voltages of the cells, 0 to 60.000 V.</summary>
    public Readings VoltagesV => new(SupercapacitorTable.VoltagesV, _body, SupercapacitorTable.Cells.Offset);

    /// <summary>Temperatures of the probes, -40 to 210 C.</summary>
    public Readings TemperaturesC =>
        new(SupercapacitorTable.TemperaturesC, _body, SupercapacitorTable.Cells.Offset + SupercapacitorTable.VoltagesV.LengthOf(VoltagesV.Count));
}

/// <summary>Extremes over the cells and probes of all supercapacitors (unit 32 of 2025) in place.</summary>
public readonly ref struct SupercapacitorExtremesUnit(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>The highest cell voltage, V.</summary>
    public Extreme MaxCell => Read(0, ExtremesTable.Supercapacitors.MaxCell);

    /// <summary>The lowest cell voltage, V.</summary>
    public Extreme MinCell => Read(1, ExtremesTable.Supercapacitors.MinCell);

    /// <summary>The highest probe temperature, C.</summary>
    public Extreme MaxProbe => Read(2, ExtremesTable.Supercapacitors.MaxProbe);

    /// <summary>The lowest probe temperature, C.</summary>
    public Extreme MinProbe => Read(3, ExtremesTable.Supercapacitors.MinProbe);

    private Extreme Read(int group, ExtremeTable table) => table.Read(_body[ExtremesTable.Supercapacitors.Groups[group].Offset..]);
}
