namespace Twins.Simulator.Fleet;

/// <summary>What goes wrong in a vehicle, how badly now. All zero: nothing.</summary>
/// <param name="HotSpotC">Degrees by which a part of the pack is hotter than the rest.</param>
/// <param name="InsulationLoss">0 for whole insulation to 1 for nearly none.</param>
/// <param name="WeakCellV">Volts by which one cell is lower than the others.</param>
internal readonly record struct Faults(double HotSpotC, double InsulationLoss, double WeakCellV);

/// <summary>
/// Which vehicles have faults, and when: each comes up within a minute, stays for two and goes within two, again and again. The first vehicle has the worst: heat and lost
/// insulation together, which is level 3.
/// </summary>
internal static class FaultScript
{
    private const double RiseSeconds = 60, HoldSeconds = 120, FallSeconds = 120, PeriodSeconds = 1200;
    private const double FirstOnsetSeconds = 30, OnsetSpreadSeconds = 600;
    private const int OneIn = 50;

    /// <summary>The faults of the vehicle of a number, so many seconds after the fleet began.</summary>
    internal static Faults At(int number, double seconds)
    {
        var share = Intensity(seconds - FirstOnsetSeconds - number % OnsetSpreadSeconds);
        return (number % OneIn) switch
        {
            _ when number == 0 => new Faults(45 * share, share, 0),
            1 => new Faults(0, share, 0),
            2 => new Faults(0, 0, 0.25 * share),
            _ => default,
        };
    }

    private static double Intensity(double sinceOnset)
    {
        if (sinceOnset < 0)
            return 0;
        var seconds = sinceOnset % PeriodSeconds;
        var falling = seconds - RiseSeconds - HoldSeconds;
        return falling < 0 ? Math.Min(1, seconds / RiseSeconds) : Math.Max(0, 1 - falling / FallSeconds);
    }
}
