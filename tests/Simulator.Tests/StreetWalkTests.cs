using FsCheck;
using FsCheck.Fluent;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

public sealed class StreetWalkTests
{
    [Fact]
    public void The_way_never_leaves_the_city_and_is_never_longer_than_what_was_driven() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            Gen.Choose(1, 300).ToArbitrary(),
            (seed, metres) =>
            {
                var random = new SplitMix64((ulong)seed);
                var way = new StreetWalk(ref random);
                for (var i = 0; i < 300; i++)
                {
                    var (longitude, latitude) = (way.Longitude, way.Latitude);
                    way.Advance(metres, ref random);
                    Assert.InRange(way.Longitude, StreetWalk.West, StreetWalk.East);
                    Assert.InRange(way.Latitude, StreetWalk.South, StreetWalk.North);
                    var north = (way.Latitude - latitude) * 111_320;
                    var east = (way.Longitude - longitude) * 111_320 * Math.Cos(double.DegreesToRadians(latitude));
                    Assert.True(Math.Sqrt(north * north + east * east) <= metres * 1.001);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_way_leads_somewhere_else()
    {
        var random = new SplitMix64(1);
        var way = new StreetWalk(ref random);
        var start = (way.Longitude, way.Latitude);
        way.Advance(5000, ref random);
        Assert.NotEqual(start, (way.Longitude, way.Latitude));
    }
}
