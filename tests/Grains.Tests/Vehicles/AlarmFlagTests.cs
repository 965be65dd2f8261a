using Twins.Grains.Events;
using Twins.Grains.Tests.Support;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>General alarm flags beside levels that are not there, and bits that an edition leaves open.</summary>
public sealed class AlarmFlagTests
{
    private static IEnumerable<(string, int)> AlarmsOf(TwinDriver driver) => driver.Snapshot.Alarms.Select(alarm => (alarm.Flag, alarm.Level)).Order();

    [Theory]
    [InlineData("FF")]
    [InlineData("FE")]
    [InlineData("00")]
    [InlineData("09")]
    public void A_thermal_event_of_2025_is_level_4_whatever_level_stands_beside_it(string level)
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, $"06 {level} 00800000 00 00 00 00 00"));
        Assert.Equal([("ressThermalEvent", 4)], AlarmsOf(driver));
        Assert.Single(driver.Events, e => e.Type == EventTypes.AlarmRaised);
    }

    [Fact]
    public void A_thermal_event_without_a_valid_level_leaves_the_other_alarms_as_they_are()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "06 02 00000800 00 00 00 00 00"));
        driver.Receive(Frames.Of(2025, "06 FF 00800002 00 00 00 00 00", minute: 1), Frames.Noon.AddMinutes(1));
        Assert.Equal([("insulation", 2), ("ressThermalEvent", 4)], AlarmsOf(driver));
        Assert.Empty(driver.TypesOf(EventTypes.AlarmCleared));
    }

    [Fact]
    public void A_thermal_event_seen_late_only_is_told_without_a_level_too()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "06 FF 00800000 00 00 00 00 00", "03"));
        Assert.Contains("\"flag\":\"ressThermalEvent\",\"level\":4", Assert.Single(driver.Events, e => e.Type == EventTypes.AlarmRaised).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2016, "07 01 FFF80001 00 00 00 00")]
    [InlineData(2025, "06 01 F0000001 00 00 00 00 00")]
    public void Bits_that_the_edition_leaves_open_raise_no_alarm(int edition, string unit)
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(edition, unit));
        Assert.Equal([("temperatureDifference", 1)], AlarmsOf(driver));
    }

    [Fact]
    public void The_thermal_bit_of_2025_means_nothing_in_2016()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2016, "07 FF 00800000 00 00 00 00"));
        Assert.Empty(driver.Snapshot.Alarms);
    }
}
