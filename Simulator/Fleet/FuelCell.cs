using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>The fuel cell of a vehicle that has one: it carries a share of the current, and its tank empties with the battery.</summary>
internal static class FuelCell
{
    private const int OneIn = 10, Which = 5, CellCount = 20;
    private const double ShareOfCurrent = 0.6, OpenVoltageV = 340, ResistanceOhm = 0.15, FullPressureMpa = 70, ReservePercent = 20, AmbientC = 20;
    private const double CapacitorCellV = 2.7;

    /// <summary>Whether the vehicle of a number has a fuel cell.</summary>
    internal static bool IsIn(int number) => number % OneIn == Which;

    /// <summary>Appends units 03, 30, 31 and 32 of 2025.</summary>
    internal static void Write(ref FrameWriter writer, VehicleSample sample)
    {
        var isOn = sample.Power == PowerState.On;
        var currentA = isOn ? Math.Max(0, sample.CurrentA * ShareOfCurrent) : 0;
        var remaining = Math.Round(ReservePercent + (100 - ReservePercent) * sample.SocPercent / 100);
        var heatC = Math.Round(AmbientC + Math.Min(50, currentA / 4));
        writer.FuelCell(new HydrogenValues(
            heatC, 1, 0.001, 1, Math.Round(FullPressureMpa * remaining / 100, 1), 1, isOn ? DcdcState.Working : DcdcState.Off, remaining, heatC + 5));
        writer.FuelCellStacks([new FuelCellStackValues(1, OpenVoltageV - ResistanceOhm * currentA, currentA, isOn ? 120 : 0, isOn ? 80 : 0, AmbientC + 10, new Reading[] { heatC + 15, heatC + 16 })]);
        WriteCapacitor(ref writer, sample, isOn);
    }

    // It takes what braking gives, so it is fuller the slower the vehicle is.
    private static void WriteCapacitor(ref FrameWriter writer, VehicleSample sample, bool isOn)
    {
        var cellV = Math.Round(CapacitorCellV * (1 - Math.Min(0.5, sample.SpeedKmh / 300)), 3);
        Span<Reading> cells = stackalloc Reading[CellCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Math.Round(cellV - 0.001 * (i % 4), 3);
        var temperatureC = isOn ? 32 : AmbientC;
        writer.Supercapacitor(1, cellV * CellCount, isOn ? sample.CurrentA * (1 - ShareOfCurrent) : 0, cells, [temperatureC, temperatureC + 1]);
        writer.SupercapacitorExtremes(new Extreme(1, 1, cells[0]), new Extreme(1, 4, cells[3]), new Extreme(1, 2, temperatureC + 1), new Extreme(1, 1, temperatureC));
    }
}
