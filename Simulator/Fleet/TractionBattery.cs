using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>
/// A pack of 96 ternary cells in series and 62 kWh: charge, voltage and heat follow the power that is drawn or fed. The cells differ a little, as
/// made; the pack's voltage is always the sum of its cells.
/// </summary>
internal sealed class TractionBattery(ulong seed, double socFraction)
{
    internal const int CellCount = 96, ProbeCount = 24;

    private const double CapacityAh = 172, CellResistanceOhm = 0.0009, AmbientC = 20;
    private const double ChargingCurrentA = 150, TaperFromSoc = 0.8, LowestChargingCurrentA = 15;
    private const double SecondsToCool = 1800, HeatPerSquaredAmpere = 0.0012;

    /// <summary>Charge left, 0 to 1.</summary>
    internal double SocFraction { get; private set; } = socFraction;

    /// <summary>Positive while discharging.</summary>
    internal double CurrentA { get; private set; }

    /// <summary>Temperature of the pack as a whole.</summary>
    internal double TemperatureC { get; private set; } = AmbientC + 4 * SplitMix64.FractionOf(seed, 0);

    /// <summary>Whether it cannot be charged further.</summary>
    internal bool IsFull => SocFraction >= 1;

    /// <summary>Gives power to the vehicle, or takes it back while the vehicle brakes (negative).</summary>
    internal void Discharge(double powerKw, double seconds) => Carry(powerKw * 1000 / (CellCount * OpenCellVoltageV), seconds);

    /// <summary>Charges with a constant current that tapers off above 80 %.</summary>
    internal void Charge(double seconds)
    {
        var taper = Math.Clamp((1 - SocFraction) / (1 - TaperFromSoc), 0, 1);
        Carry(IsFull ? 0 : -(LowestChargingCurrentA + (ChargingCurrentA - LowestChargingCurrentA) * taper), seconds);
    }

    /// <summary>Carries no current.</summary>
    internal void Rest(double seconds) => Carry(0, seconds);

    /// <summary>Volts of every cell now, in whole millivolts. A weak cell is lower than the others by <paramref name="weakCellV"/>.</summary>
    internal void ReadCells(Span<Reading> voltagesV, double weakCellV)
    {
        var mean = OpenCellVoltageV - CurrentA * CellResistanceOhm;
        for (var i = 0; i < CellCount; i++)
            voltagesV[i] = Math.Round(mean + 0.012 * (SplitMix64.FractionOf(seed, i + 1) - 0.5), 3);
        voltagesV[WeakCell] = Math.Round(voltagesV[WeakCell].Value - weakCellV, 3);
    }

    /// <summary>Degrees Celsius of every probe now, in whole degrees. A hot spot at three probes is hotter than the rest by <paramref name="hotSpotC"/>.</summary>
    internal void ReadProbes(Span<Reading> temperaturesC, double hotSpotC)
    {
        for (var i = 0; i < ProbeCount; i++)
            temperaturesC[i] = Math.Round(TemperatureC + 3 * SplitMix64.FractionOf(~seed, i) + (i is 6 or 7 or 8 ? hotSpotC : 0));
    }

    private int WeakCell => (int)(seed % CellCount);

    private double OpenCellVoltageV => 3.35 + 0.8 * SocFraction;

    private void Carry(double currentA, double seconds)
    {
        CurrentA = currentA;
        SocFraction = Math.Clamp(SocFraction - currentA * seconds / 3600 / CapacityAh, 0, 1);
        var settled = AmbientC + HeatPerSquaredAmpere * currentA * currentA;
        TemperatureC += (settled - TemperatureC) * Math.Min(1, seconds / SecondsToCool);
    }
}
