using Twins.Grains.Batteries;

namespace Twins.Client.Api.Batteries;

/// <summary>Voltage of every cell.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Count">Cells.</param>
/// <param name="VoltagesV">Volts, cell 1 first; null where there is no value.</param>
/// <param name="MinV">Lowest, V; absent when no cell has a value.</param>
/// <param name="MaxV">Highest, V; absent when no cell has a value.</param>
/// <param name="SpreadMv">Highest less lowest, mV; absent when no cell has a value.</param>
/// <param name="Absent">0-based index in <c>voltagesV</c> of every null, with <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>.</param>
internal sealed record CellsDocument(
    DateTimeOffset At,
    int Count,
    IReadOnlyList<double?> VoltagesV,
    double? MinV,
    double? MaxV,
    int? SpreadMv,
    IReadOnlyDictionary<string, string> Absent)
{
    private const ushort MaxMillivolts = 60_000;

    internal static CellsDocument? Of(CellVoltages? cells)
    {
        if (cells is null) return null;
        var series = new AbsentValues();
        var voltages = new double?[cells.RawMillivolts.Length];
        var (min, max) = (int.MaxValue, int.MinValue);
        for (var i = 0; i < voltages.Length; i++)
        {
            var raw = cells.RawMillivolts[i];
            if (raw > MaxMillivolts)
            {
                series.Add(i, raw, allOnes: ushort.MaxValue);
                continue;
            }

            voltages[i] = raw / 1000.0;
            (min, max) = (Math.Min(min, raw), Math.Max(max, raw));
        }

        return min > max
            ? new CellsDocument(cells.At, voltages.Length, voltages, MinV: null, MaxV: null, SpreadMv: null, series.Reasons)
            : new CellsDocument(cells.At, voltages.Length, voltages, min / 1000.0, max / 1000.0, max - min, series.Reasons);
    }
}

/// <summary>Temperature of every probe.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Count">Probes.</param>
/// <param name="TemperaturesC">Degrees Celsius, probe 1 first; null where there is no value.</param>
/// <param name="Absent">0-based index in <c>temperaturesC</c> of every null, with <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>.</param>
internal sealed record ProbesDocument(
    DateTimeOffset At, int Count, IReadOnlyList<int?> TemperaturesC, IReadOnlyDictionary<string, string> Absent)
{
    private const byte MaxRaw = 250;
    private const int ZeroC = 40;

    internal static ProbesDocument? Of(ProbeTemperatures? probes)
    {
        if (probes is null) return null;
        var series = new AbsentValues();
        var temperatures = new int?[probes.RawTemperatures.Length];
        for (var i = 0; i < temperatures.Length; i++)
        {
            var raw = probes.RawTemperatures[i];
            if (raw > MaxRaw) series.Add(i, raw, allOnes: byte.MaxValue);
            else temperatures[i] = raw - ZeroC;
        }

        return new ProbesDocument(probes.At, temperatures.Length, temperatures, series.Reasons);
    }
}

/// <summary>Why elements of an array have no value, by index.</summary>
internal sealed class AbsentValues
{
    private readonly Dictionary<string, string> _reasons = [];

    internal IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <param name="index">0-based.</param>
    /// <param name="raw">The value on the wire: all ones is invalid, all ones less one abnormal (GB/T 32960.3, 6.2), everything else out of range.</param>
    /// <param name="allOnes">All ones in the width of the value.</param>
    internal void Add(int index, int raw, int allOnes) => _reasons.Add(
        index.ToString(ApiJson.Invariant),
        raw == allOnes ? "invalid" : raw == allOnes - 1 ? "abnormal" : "outOfRange");
}
