namespace Twins.Protocols;

/// <summary>
/// GCJ-02, the shifted datum of Chinese maps and of terminals that report what their map shows. The shift of some hundred metres is a smooth function of the place in WGS-84, so the
/// way back is found by iteration, to a few centimetres. Outside of China there is no shift.
/// </summary>
public static class Gcj02
{
    private const double West = 72.004, East = 137.8347, South = 0.8293, North = 55.8271;

    // Of the ellipsoid of Krassowski, which the shift is computed on.
    private const double SemiMajorM = 6378245.0, SquaredEccentricity = 0.00669342162296594323;

    private const int Iterations = 6;

    /// <summary>The place in WGS-84 of a place in GCJ-02; degrees, east and north positive.</summary>
    public static (double Longitude, double Latitude) ToWgs84(double longitude, double latitude)
    {
        var (east, north) = (longitude, latitude);
        for (var i = 0; i < Iterations; i++)
        {
            var (shiftedEast, shiftedNorth) = FromWgs84(east, north);
            (east, north) = (east + longitude - shiftedEast, north + latitude - shiftedNorth);
        }

        return (east, north);
    }

    /// <summary>The place in GCJ-02 of a place in WGS-84.</summary>
    public static (double Longitude, double Latitude) FromWgs84(double longitude, double latitude)
    {
        if (longitude is < West or > East || latitude is < South or > North) return (longitude, latitude);
        var (x, y) = (longitude - 105, latitude - 35);
        var radians = double.DegreesToRadians(latitude);
        var sine = Math.Sin(radians);
        var magic = 1 - SquaredEccentricity * sine * sine;
        var meridianM = SemiMajorM * (1 - SquaredEccentricity) / (magic * Math.Sqrt(magic));
        var parallelM = SemiMajorM / Math.Sqrt(magic) * Math.Cos(radians);
        return (longitude + double.RadiansToDegrees(ShiftEastM(x, y) / parallelM), latitude + double.RadiansToDegrees(ShiftNorthM(x, y) / meridianM));
    }

    private static double ShiftEastM(double x, double y) =>
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.Sqrt(Math.Abs(x))
        + 2.0 / 3 * (20 * Sin(6 * x) + 20 * Sin(2 * x) + 20 * Sin(x) + 40 * Sin(x / 3) + 150 * Sin(x / 12) + 300 * Sin(x / 30));

    private static double ShiftNorthM(double x, double y) =>
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.Sqrt(Math.Abs(x))
        + 2.0 / 3 * (20 * Sin(6 * x) + 20 * Sin(2 * x) + 20 * Sin(y) + 40 * Sin(y / 3) + 160 * Sin(y / 12) + 320 * Sin(y / 30));

    private static double Sin(double halfTurns) => Math.Sin(halfTurns * Math.PI);
}
