namespace Twins.Simulator.Fleet;

/// <summary>
/// The random numbers of one vehicle (SplitMix64, Steele, Lea, Flood 2014): eight bytes of state, so that 355,000 vehicles have each their own,
/// and the same numbers for a seed on every machine and every .NET, which <see cref="Random"/> does not promise.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Any 64 bits.</summary>
    internal ulong Next() => Mix(_state += Step);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    internal double Fraction() => ToFraction(Next());

    /// <summary>A number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    internal double Between(double low, double high) => low + (high - low) * Fraction();

    /// <summary>Whether something of this probability (0 to 1) happens.</summary>
    internal bool Chance(double probability) => Fraction() < probability;

    /// <summary>Always the same fraction for a seed and an index: what was decided when a thing was made, and need not be stored.</summary>
    internal static double FractionOf(ulong seed, int index) => ToFraction(Mix(seed + Step * (ulong)index));

    private static double ToFraction(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
