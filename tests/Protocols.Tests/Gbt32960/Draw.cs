using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Values by chance, within the ranges that are asked for.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public int Whole(int min, int max) => _random.Next(min, max + 1);

    public bool Coin() => _random.Next(2) == 0;

    /// <summary>A number of steps of 1/<paramref name="parts"/>; now and then its limits.</summary>
    public double Number(double min, double max, int parts = 1)
    {
        long low = (long)Math.Round(min * parts), high = (long)Math.Round(max * parts);
        return _random.Next(8) switch { 0 => low, 1 => high, _ => _random.NextInt64(low, high + 1) } / (double)parts;
    }

    /// <summary>The same, or a mark that there is none.</summary>
    public Reading Reading(double min, double max, int parts = 1) => _random.Next(8) switch
    {
        0 => Protocols.Gbt32960.Reading.Invalid,
        1 => Protocols.Gbt32960.Reading.Abnormal,
        _ => Number(min, max, parts),
    };

    public Reading[] Readings(int most, double min, double max, int parts = 1) => [.. Enumerable.Range(0, Whole(0, most)).Select(_ => Reading(min, max, parts))];

    public uint[] Codes() => [.. Enumerable.Range(0, Whole(0, 3)).Select(_ => (uint)_random.NextInt64(1L << 32))];

    public T One<T>() where T : struct, Enum => Enum.GetValues<T>() is var values ? values[_random.Next(values.Length)] : default;

    public Extreme Extreme(int systems, int numbers, double min, double max, int parts = 1) =>
        new(Reading(1, systems), Reading(1, numbers), Reading(min, max, parts));
}
