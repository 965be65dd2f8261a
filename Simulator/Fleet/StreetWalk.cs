namespace Twins.Simulator.Fleet;

/// <summary>
/// A way through a city of straight blocks: it goes on along its street, turns left or right at corners, and turns back at the edge of the city.
/// Coordinates are WGS-84 degrees and never leave the bounds.
/// </summary>
internal struct StreetWalk
{
    internal const double West = 121.2, East = 121.8, South = 31.0, North = 31.4;

    private const double MetresPerDegree = 111_320;
    private const double TurnProbability = 0.4;

    // Shanghai's grid stands about this far off the compass.
    private const double GridTurnDegrees = 8;

    private int _street;
    private double _metresToCorner;

    internal StreetWalk(ref SplitMix64 random)
    {
        Longitude = random.Between(West, East);
        Latitude = random.Between(South, North);
        _street = (int)random.Between(0, 4);
        _metresToCorner = BlockLength(ref random);
    }

    /// <summary>Degrees east.</summary>
    internal double Longitude { get; private set; }

    /// <summary>Degrees north.</summary>
    internal double Latitude { get; private set; }

    /// <summary>Goes on by a distance of 0 or more metres.</summary>
    internal void Advance(double metres, ref SplitMix64 random)
    {
        while (metres > 0)
        {
            var stretch = Math.Min(metres, _metresToCorner);
            Step(stretch);
            metres -= stretch;
            _metresToCorner -= stretch;
            if (_metresToCorner > 0)
                continue;
            _metresToCorner = BlockLength(ref random);
            if (random.Chance(TurnProbability))
                _street = (_street + (random.Chance(0.5) ? 1 : 3)) % 4;
        }
    }

    private static double BlockLength(ref SplitMix64 random) => random.Between(150, 600);

    private void Step(double metres)
    {
        var heading = double.DegreesToRadians(GridTurnDegrees + 90 * _street);
        var latitude = Latitude + metres * Math.Cos(heading) / MetresPerDegree;
        var longitude = Longitude + metres * Math.Sin(heading) / (MetresPerDegree * Math.Cos(double.DegreesToRadians(Latitude)));
        if (latitude is < South or > North || longitude is < West or > East)
        {
            // At the edge of the city the way leads back; the stretch itself is short enough to be left out.
            _street = (_street + 2) % 4;
            return;
        }
        (Latitude, Longitude) = (latitude, longitude);
    }
}
