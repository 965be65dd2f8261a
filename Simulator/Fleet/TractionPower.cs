namespace Twins.Simulator.Fleet;

/// <summary>What a middle-class electric car of 1.8 t takes from its battery: rolling, air and inertia, and what runs beside the motor.</summary>
internal static class TractionPower
{
    private const double MassKg = 1800, RollingN = 180, AirN = 0.42, AuxiliaryKw = 0.7, Efficiency = 0.9, Recuperation = 0.6, MostRecuperationKw = 60;

    /// <summary>Power at a speed and an acceleration; negative when braking feeds the battery.</summary>
    internal static double Kw(double speedKmh, double accelerationMs2)
    {
        var speedMs = speedKmh / 3.6;
        var wheelKw = ForceN(speedKmh, accelerationMs2) * speedMs / 1000;
        return AuxiliaryKw + (wheelKw >= 0 ? wheelKw / Efficiency : Math.Max(wheelKw * Recuperation, -MostRecuperationKw));
    }

    /// <summary>Force at the wheels, negative when braking.</summary>
    internal static double ForceN(double speedKmh, double accelerationMs2)
    {
        var speedMs = speedKmh / 3.6;
        return MassKg * accelerationMs2 + (speedMs > 0 ? RollingN + AirN * speedMs * speedMs : 0);
    }
}
