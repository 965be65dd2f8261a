namespace Twins.Protocols.Tests;

/// <summary>GCJ-02 by published pairs of places, and there and back.</summary>
public class Gcj02Tests
{
    [Theory]
    [InlineData("Shanghai", 121.5272106, 31.1774276, 121.531541859215, 31.17530398364597)]
    [InlineData("Shenzhen", 113.912316, 22.543847, 113.9171764808363, 22.540796131694766)]
    [InlineData("Beijing", 116.377817, 39.911954, 116.38404722455657, 39.91334545536069)]
    public void Published_places_are_shifted_as_published(string place, double east, double north, double shiftedEast, double shiftedNorth)
    {
        Assert.NotEmpty(place);
        var shifted = Gcj02.FromWgs84(east, north);
        Assert.Equal((shiftedEast, shiftedNorth), shifted, Near(1e-6));
        Assert.Equal((east, north), Gcj02.ToWgs84(shiftedEast, shiftedNorth), Near(1e-6));
    }

    [Fact]
    public void There_and_back_is_the_same_place_to_centimetres_all_over_China()
    {
        for (var east = 73.0; east < 136; east += 1.7)
        {
            for (var north = 4.0; north < 54; north += 1.3)
            {
                var (shiftedEast, shiftedNorth) = Gcj02.FromWgs84(east, north);
                Assert.Equal((east, north), Gcj02.ToWgs84(shiftedEast, shiftedNorth), Near(2e-7));
            }
        }
    }

    [Fact]
    public void Outside_of_China_nothing_is_shifted() => Assert.Equal((2.35, 48.85), Gcj02.ToWgs84(2.35, 48.85));

    private static Func<(double, double), (double, double), bool> Near(double degrees) =>
        (a, b) => Math.Abs(a.Item1 - b.Item1) < degrees && Math.Abs(a.Item2 - b.Item2) < degrees;
}
