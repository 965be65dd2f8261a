using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Extremes: unit 06 of 2016 (clause 7.2.3.6, 14 bytes), and unit 32 of 2025 for supercapacitors (18 bytes, numbers as WORD).</summary>
internal sealed class ExtremesTable
{
    internal static readonly ExtremesTable V2016 = new("subsystem", 250, numberWidth: 1, mostNumber: 250);
    internal static readonly ExtremesTable Supercapacitors = new("system", 253, numberWidth: 2, mostNumber: 65531);

    private ExtremesTable(string system, int mostSystem, int numberWidth, int mostNumber)
    {
        Number System() => new(system, 1, 1, mostSystem);
        Number Number() => new("number", numberWidth, 1, mostNumber);
        MaxCell = new ExtremeTable(System(), Number(), Common.CellVoltage(15000));
        MinCell = new ExtremeTable(System(), Number(), Common.CellVoltage(15000));
        MaxProbe = new ExtremeTable(System(), Number(), Common.Temperature("temperatureC"));
        MinProbe = new ExtremeTable(System(), Number(), Common.Temperature("temperatureC"));
        Groups = [new("maxCell", MaxCell.Layout), new("minCell", MinCell.Layout), new("maxProbe", MaxProbe.Layout), new("minProbe", MinProbe.Layout)];
        Layout = new Layout([.. Groups]);
    }

    internal Group[] Groups { get; }
    internal Layout Layout { get; }
    internal ExtremeTable MaxCell { get; }
    internal ExtremeTable MinCell { get; }
    internal ExtremeTable MaxProbe { get; }
    internal ExtremeTable MinProbe { get; }
}

/// <summary>One extreme: where it was measured, and its value.</summary>
internal sealed class ExtremeTable(Number system, Number number, Number value)
{
    internal Number System => system;
    internal Number Number => number;
    internal Number Value => value;
    internal Layout Layout { get; } = new(system, number, value);

    internal Extreme Read(ReadOnlySpan<byte> item) => new(system.Read(item), number.Read(item), value.Read(item));

    internal void Put(Span<byte> item, in Extreme extreme)
    {
        system.Put(item, extreme.Subsystem);
        number.Put(item, extreme.Number);
        value.Put(item, extreme.Value);
    }
}

/// <summary>Alarms: unit 07 of 2016 (clause 7.2.3.7), unit 06 of 2025 with level 4 and a level for each general alarm.</summary>
internal sealed class AlarmTable
{
    internal static readonly AlarmTable V2016 = new(Edition.V2016);
    internal static readonly AlarmTable V2025 = new(Edition.V2025);

    private AlarmTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        var most = is2025 ? 253 : 252;
        Level = new Number("level", 1, 0, is2025 ? 4 : 3);
        Flags = new AlarmBits("flags", edition);
        Lists = [new("battery", most), new("motor", most), new("engine", most), new("other", most)];
        FlagLevel = new Layout(new AlarmBit("flag"), FlagLevelValue);
        Faults = new Group("faults", new Layout([.. Lists]));
        Layout = is2025 ? new Layout(Level, Flags, Faults, new Items("flagLevels", most, FlagLevel)) : new Layout(Level, Flags, Faults);
    }

    internal Layout Layout { get; }
    internal Number Level { get; }
    internal AlarmBits Flags { get; }
    internal Group Faults { get; }
    internal Codes[] Lists { get; }
    internal Layout FlagLevel { get; }
    internal Number FlagLevelValue { get; } = new("level", 1, 0, 4);
}

/// <summary>
/// Voltages of all cells: unit 08 of 2016 (Annex B; at most 200 cells a frame, the first one named), unit 07 of 2025 (all smallest parallel units).
/// </summary>
internal sealed class CellTable
{
    internal static readonly CellTable V2016 = new(Edition.V2016);
    internal static readonly CellTable V2025 = new(Edition.V2025);

    private CellTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        Subsystem = new Number("subsystem", 1, 1, is2025 ? 50 : 250);
        PackVoltageV = new Number("packVoltageV", 2, 0, is2025 ? 60000 : 10000, decimals: 1);
        CurrentA = is2025 ? Common.Current2025() : Common.Current2016();
        VoltagesV = new Series("voltagesV", is2025 ? 2 : 1, is2025 ? 65531 : 200, Common.CellVoltage(60000));
        Item = is2025
            ? new Layout(Subsystem, PackVoltageV, CurrentA, VoltagesV)
            : new Layout(Subsystem, PackVoltageV, CurrentA, CellCount, FirstCell, VoltagesV);
        Layout = new Layout(new Items("items", is2025 ? 50 : 250, Item));
    }

    internal Layout Item { get; }
    internal Layout Layout { get; }
    internal Number Subsystem { get; }
    internal Number PackVoltageV { get; }
    internal Number CurrentA { get; }
    internal Number CellCount { get; } = new("cellCount", 2, 1, 65531);
    internal Number FirstCell { get; } = new("firstCell", 2, 1, 65531);
    internal Series VoltagesV { get; }
}

/// <summary>Temperatures of all probes: unit 09 of 2016 (Annex B), unit 08 of 2025.</summary>
internal sealed class ProbeTable
{
    internal static readonly ProbeTable V2016 = new(250);
    internal static readonly ProbeTable V2025 = new(50);

    private ProbeTable(int most)
    {
        Subsystem = new Number("subsystem", 1, 1, most);
        Item = new Layout(Subsystem, TemperaturesC);
        Layout = new Layout(new Items("items", most, Item));
    }

    internal Layout Item { get; }
    internal Layout Layout { get; }
    internal Number Subsystem { get; }
    internal Series TemperaturesC { get; } = new("temperaturesC", 2, 65531, Common.Temperature("temperatureC"));
}
