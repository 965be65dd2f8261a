namespace Twins.Simulator.Fleet;

/// <summary>Speed in city traffic: stretches at a steady speed with red lights between them, within what a car accelerates and brakes.</summary>
internal struct CityDriving
{
    internal const double HighestSpeedKmh = 80;

    private const double AccelerationMs2 = 1.4, BrakingMs2 = 2.2, KmhPerMs = 3.6;

    private double _targetKmh;
    private double _secondsLeft;

    /// <summary>Speed now, 0 to <see cref="HighestSpeedKmh"/>.</summary>
    internal double SpeedKmh { get; private set; }

    /// <summary>Acceleration over the last step in m/s², negative while braking.</summary>
    internal double AccelerationNowMs2 { get; private set; }

    /// <summary>Drives on and returns the metres driven. At the destination it brakes to a stand and stays there.</summary>
    internal double Advance(double seconds, bool atDestination, ref SplitMix64 random)
    {
        _secondsLeft -= seconds;
        if (atDestination)
        {
            (_targetKmh, _secondsLeft) = (0, 0);
        }
        else if (_secondsLeft <= 0)
        {
            var red = random.Chance(0.25);
            _targetKmh = red ? 0 : random.Between(20, HighestSpeedKmh);
            _secondsLeft = random.Between(15, red ? 40 : 90);
        }
        var before = SpeedKmh;
        var change = Math.Clamp(_targetKmh - before, -BrakingMs2 * KmhPerMs * seconds, AccelerationMs2 * KmhPerMs * seconds);
        SpeedKmh = before + change;
        AccelerationNowMs2 = change / KmhPerMs / seconds;
        return (before + SpeedKmh) / 2 / KmhPerMs * seconds;
    }
}
