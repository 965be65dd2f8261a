using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Extremes of cells and probes (unit 06 of 2016) in place.</summary>
public readonly ref struct ExtremesUnit(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>The highest cell voltage, V.</summary>
    public Extreme MaxCell => Read(0, ExtremesTable.V2016.MaxCell);

    /// <summary>The lowest cell voltage, V.</summary>
    public Extreme MinCell => Read(1, ExtremesTable.V2016.MinCell);

    /// <summary>The highest probe temperature, C.</summary>
    public Extreme MaxProbe => Read(2, ExtremesTable.V2016.MaxProbe);

    /// <summary>The lowest probe temperature, C.</summary>
    public Extreme MinProbe => Read(3, ExtremesTable.V2016.MinProbe);

    private Extreme Read(int group, ExtremeTable table) => table.Read(_body[ExtremesTable.V2016.Groups[group].Offset..]);
}

/// <summary>One extreme: where it was measured and what.</summary>
/// <param name="Subsystem">Number of the battery subsystem, 1 to 250; of the supercapacitor, 1 to 253.</param>
/// <param name="Number">Number of the cell or probe in it, 1 to 250; in a supercapacitor to 65,531.</param>
/// <param name="Value">Volts of a cell, degrees Celsius of a probe.</param>
public readonly record struct Extreme(Reading Subsystem, Reading Number, Reading Value);

/// <summary>Voltages of all cells (unit 08 of 2016, 07 of 2025) in place; <c>foreach</c> gives each subsystem.</summary>
public ref struct CellVoltagesUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly CellTable _table = TableOf(edition);
    private ItemReader _items = new(TableOf(edition).Item, body);

    /// <summary>Subsystems not yet walked.</summary>
    public readonly int Count => _items.Left;

    /// <summary>The subsystem at which the walk stands.</summary>
    public readonly CellVoltages Current => new(_table, _items.Current);

    /// <summary>Goes to the next subsystem.</summary>
    public bool MoveNext() => _items.MoveNext();

    /// <summary>A walk from where this one stands.</summary>
    public readonly CellVoltagesUnit GetEnumerator() => this;

    private static CellTable TableOf(Edition edition) => edition == Edition.V2025 ? CellTable.V2025 : CellTable.V2016;
}

/// <summary>Cell voltages of one subsystem in place.</summary>
public readonly ref struct CellVoltages
{
    /// <summary>The raw number of a cell without a value.</summary>
    public const ushort InvalidRaw = 0xFFFF;

    /// <summary>The raw number of a cell whose source is faulty.</summary>
    public const ushort AbnormalRaw = 0xFFFE;

    /// <summary>The largest raw number that is a voltage: 60 V.</summary>
    public const ushort MaxRaw = 60000;

    private readonly CellTable _table;
    private readonly ReadOnlySpan<byte> _item;

    internal CellVoltages(CellTable table, ReadOnlySpan<byte> item)
    {
        _table = table;
        _item = item;
        Count = table.VoltagesV.Count(item, table.VoltagesV.Offset);
        WireMillivolts = MemoryMarshal.Cast<byte, ushort>(item[^(2 * Count)..]);
    }

    /// <summary>Number of the subsystem or pack, from 1.</summary>
    public Reading Subsystem => _table.Subsystem.Read(_item);

    /// <summary>Voltage of the subsystem.</summary>
    public Reading PackVoltageV => _table.PackVoltageV.Read(_item);

    /// <summary>Current of the subsystem; positive while discharging.</summary>
    public Reading CurrentA => _table.CurrentA.Read(_item);

    /// <summary>Cells of the whole subsystem; in 2016 they may come in several frames of the same time.</summary>
    public Reading CellCount => _table == CellTable.V2025 ? Count : _table.CellCount.Read(_item);

    /// <summary>Number, from 1, of the first cell here.</summary>
    public Reading FirstCell => _table == CellTable.V2025 ? 1 : _table.FirstCell.Read(_item);

    /// <summary>Cells here.</summary>
    public int Count { get; }

    /// <summary>Millivolts as they stand on the wire, big-endian and perhaps unaligned; to be read through <see cref="MillivoltsAt"/> or <see cref="CopyMillivolts"/>.</summary>
    public ReadOnlySpan<ushort> WireMillivolts { get; }

    /// <summary>Raw millivolts of a cell by its index here: 0 to <see cref="MaxRaw"/>, or a mark of absence.</summary>
    public ushort MillivoltsAt(int index) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(WireMillivolts[index]) : WireMillivolts[index];

    /// <summary>Copies the raw millivolts of all cells here, in the byte order of the machine.</summary>
    public void CopyMillivolts(Span<ushort> destination)
    {
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(WireMillivolts, destination);
        else
            WireMillivolts.CopyTo(destination);
    }

    /// <summary>Volts of a cell by its index here.</summary>
    public Reading VoltageV(int index) => MillivoltsAt(index) switch
    {
        InvalidRaw => Reading.Invalid,
        AbnormalRaw => Reading.Abnormal,
        > MaxRaw => Reading.OutOfRange,
        var raw => raw / 1000.0,
    };
}

/// <summary>Temperatures of all probes (unit 09 of 2016, 08 of 2025) in place; <c>foreach</c> gives each subsystem.</summary>
public ref struct ProbeTemperaturesUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ProbeTable _table = TableOf(edition);
    private ItemReader _items = new(TableOf(edition).Item, body);

    /// <summary>Subsystems not yet walked.</summary>
    public readonly int Count => _items.Left;

    /// <summary>The subsystem at which the walk stands.</summary>
    public readonly ProbeTemperatures Current => new(_table, _items.Current);

    /// <summary>Goes to the next subsystem.</summary>
    public bool MoveNext() => _items.MoveNext();

    /// <summary>A walk from where this one stands.</summary>
    public readonly ProbeTemperaturesUnit GetEnumerator() => this;

    private static ProbeTable TableOf(Edition edition) => edition == Edition.V2025 ? ProbeTable.V2025 : ProbeTable.V2016;
}

/// <summary>Probe temperatures of one subsystem in place.</summary>
public readonly ref struct ProbeTemperatures
{
    /// <summary>What is taken from a raw byte to get degrees Celsius.</summary>
    public const int ZeroRaw = 40;

    /// <summary>The largest raw byte that is a temperature: 210 C. FE and FF are abnormal and invalid.</summary>
    public const byte MaxRaw = 250;

    private readonly ProbeTable _table;
    private readonly ReadOnlySpan<byte> _item;

    internal ProbeTemperatures(ProbeTable table, ReadOnlySpan<byte> item)
    {
        _table = table;
        _item = item;
        Raw = item[^table.TemperaturesC.Count(item, table.TemperaturesC.Offset)..];
    }

    /// <summary>Number of the subsystem or pack, from 1.</summary>
    public Reading Subsystem => _table.Subsystem.Read(_item);

    /// <summary>Raw bytes of the probes: degrees Celsius plus <see cref="ZeroRaw"/>, or a mark of absence.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Degrees Celsius of a probe by its index.</summary>
    public Reading TemperatureC(int index) => Raw[index] switch
    {
        0xFF => Reading.Invalid,
        0xFE => Reading.Abnormal,
        > MaxRaw => Reading.OutOfRange,
        var raw => raw - ZeroRaw,
    };
}
