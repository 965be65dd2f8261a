using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Entries that stand in several tables.</summary>
internal static class Common
{
    /// <summary>-40 to 210 C, one byte.</summary>
    internal static Number Temperature(string name) => new(name, 1, 0, 250, zero: -40);

    /// <summary>-1000.0 to 1000.0 A (2016).</summary>
    internal static Number Current2016() => new("currentA", 2, 0, 20000, zero: -10000, decimals: 1);

    /// <summary>-3000.0 to 3000.0 A (2025).</summary>
    internal static Number Current2025() => new("currentA", 2, 0, 60000, zero: -30000, decimals: 1);

    /// <summary>Millivolts of a cell, WORD; up to 60 V in lists, 15 V in extremes.</summary>
    internal static Number CellVoltage(long max) => new("voltageV", 2, 0, max, decimals: 3);
}
