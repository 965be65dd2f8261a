namespace Twins.Simulator.Fleet;

/// <summary>The vehicles of a fleet, taken in turn. The same seed and the same times give the same fleet.</summary>
internal sealed class FleetModel
{
    private readonly VehicleModel[] _vehicles;
    private readonly DateTimeOffset[] _advancedAt;
    private int _next;

    /// <summary>Makes a fleet that begins at a moment.</summary>
    /// <param name="count">Vehicles, 1 to 1,000,000.</param>
    /// <param name="seed">Decides how they move; not who they are.</param>
    /// <param name="start">From when they move.</param>
    internal FleetModel(int count, ulong seed, DateTimeOffset start)
    {
        var seeds = new SplitMix64(seed);
        _vehicles = [.. Enumerable.Range(0, count).Select(number => new VehicleModel(number, seeds.Next()))];
        _advancedAt = [.. Enumerable.Repeat(start, count)];
    }

    /// <summary>The vehicles by their number.</summary>
    internal IReadOnlyList<VehicleModel> Vehicles => _vehicles;

    /// <summary>The next vehicle in turn, moved on to <paramref name="now"/>.</summary>
    /// <returns>Its number.</returns>
    internal int Next(DateTimeOffset now)
    {
        var number = _next;
        _next = (_next + 1) % _vehicles.Length;
        _vehicles[number].Advance((now - _advancedAt[number]).TotalSeconds);
        _advancedAt[number] = now;
        return number;
    }
}
