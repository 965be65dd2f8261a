using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>What the vehicle itself raises from what it measures: the general alarm bits and the highest level (table 18 of 2016).</summary>
/// <param name="Level">0 none, 1 does not affect driving, 2 limit driving, 3 stop at once.</param>
/// <param name="Flags">The general alarm bits.</param>
internal readonly record struct AlarmJudgement(int Level, uint Flags)
{
    private const int TemperatureDifference = 0, BatteryHighTemperature = 1, SocLow = 4, CellInconsistency = 10, Insulation = 11;

    private const double HighTemperatureC = 55, TemperatureDifferenceC = 15, LowSocPercent = 12, InconsistencyV = 0.15, LowInsulationKohm = 200;

    /// <summary>Judges a filled sample.</summary>
    internal static AlarmJudgement Of(VehicleSample sample)
    {
        var cells = Spread(sample.CellVoltagesV);
        var probes = Spread(sample.TemperaturesC);
        var none = default(AlarmJudgement);
        return none
            .With(TemperatureDifference, 1, probes.Max - probes.Min > TemperatureDifferenceC)
            .With(BatteryHighTemperature, 3, probes.Max > HighTemperatureC)
            .With(SocLow, 1, sample.SocPercent < LowSocPercent)
            .With(CellInconsistency, 1, cells.Max - cells.Min > InconsistencyV)
            .With(Insulation, 2, sample.InsulationKohm < LowInsulationKohm);
    }

    private static (double Min, double Max) Spread(ReadOnlySpan<Reading> values)
    {
        var (min, max) = (values[0].Value, values[0].Value);
        foreach (var value in values)
            (min, max) = (Math.Min(min, value.Value), Math.Max(max, value.Value));
        return (min, max);
    }

    /// <summary>The level that each raised flag has by itself (2025); nothing is allocated.</summary>
    /// <param name="levels">At least 32 places.</param>
    /// <returns>How many places were filled.</returns>
    internal int Levels(Span<AlarmFlagLevel> levels)
    {
        var count = 0;
        for (var rest = Flags; rest != 0; rest &= rest - 1)
        {
            var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
            levels[count++] = new AlarmFlagLevel(bit, bit switch { BatteryHighTemperature => 3, Insulation => 2, _ => 1 });
        }
        return count;
    }

    private AlarmJudgement With(int bit, int level, bool raised) => raised ? new(Math.Max(Level, level), Flags | 1u << bit) : this;
}
