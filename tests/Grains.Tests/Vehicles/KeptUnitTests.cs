using System.Globalization;
using Twins.Grains.Batteries;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>What a vehicle keeps of its units where there are many, where values are not there, and where reports come late.</summary>
public sealed class KeptUnitTests
{
    private static IEnumerable<string> NamesOf(TwinDriver driver)
    {
        driver.Restart();
        return driver.Snapshot.State.Select(unit => unit.Name);
    }

    [Fact]
    public void However_many_custom_units_came_first_the_units_of_the_standard_are_kept()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2016, string.Concat(Enumerable.Range(0x80, 0x7F).Select(type => $"{type:X2} 0001 AA"))));
        driver.Receive(Frames.Of(2016, "04 01 0BB8 02B7 05 00 0720619C 01EAA764 07 00 00000000 00 00 00 00", minute: 1), Frames.Noon.AddMinutes(1));
        var names = NamesOf(driver).ToArray();
        Assert.Equal(32, names.Count(name => name.StartsWith("custom", StringComparison.Ordinal)));
        Assert.Equal(["alarm", "engine", "position"], names.Where(name => !name.StartsWith("custom", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Each_of_253_supercapacitors_is_kept_and_each_number_has_a_name_of_its_own()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, string.Concat(Enumerable.Range(0, 254).Select(number => $"31 {number:X2} 1388 7594 0000 0000"))));
        var names = NamesOf(driver).ToArray();
        Assert.Equal(254, names.Distinct().Count());
        Assert.Equal("supercapacitor0 supercapacitor supercapacitor2", string.Join(' ', names[..3]));
    }

    [Fact]
    public void A_list_that_is_not_there_leaves_cells_and_probes_as_they_were()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "07 01 01 145D 760E 0002 0E2E 0E24 08 01 01 0001 3C"));
        driver.Receive(Frames.Of(2025, "07 01 01 1461 760E FFFE 08 01 01 FFFF", minute: 1), Frames.Noon.AddMinutes(1));
        driver.Restart();
        var reading = Assert.Single(driver.Snapshot.PackReadings);
        Assert.Equal((Frames.Noon, Frames.Noon), (reading.Cells!.At, reading.Probes!.At));
        Assert.Equal([3630, 3620], reading.Cells.RawMillivolts);
        Assert.Equal([60], reading.Probes.RawTemperatures);
        Assert.Equal((Frames.Noon.AddMinutes(1), 521.7), (reading.At, reading.VoltageV!.Value));
    }

    [Fact]
    public void A_pack_voltage_or_current_that_is_not_there_says_why()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "07 01 01 FFFE FFFF FFFE"));
        driver.Restart();
        var reading = Assert.Single(driver.Snapshot.PackReadings);
        Assert.Equal((null, null, "abnormal", "invalid"), (reading.VoltageV, reading.CurrentA, reading.VoltageAbsent, reading.CurrentAbsent));
        var digest = PackChange.FromPayload(driver.Consequences[^1].Payload);
        Assert.Equal(("abnormal", "invalid"), (digest.Reading!.VoltageAbsent, digest.Reading.CurrentAbsent));
        driver.Receive(Frames.Of(2025, "07 01 01 145D 760E 0001 0E2E", minute: 1), Frames.Noon.AddMinutes(1));
        reading = Assert.Single(driver.Snapshot.PackReadings);
        Assert.Equal((521.3, null), (reading.VoltageV!.Value, reading.VoltageAbsent));
    }

    [Fact]
    public void Probes_alone_say_nothing_of_voltage_and_current()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "08 01 01 0001 3C"));
        driver.Restart();
        var reading = Assert.Single(driver.Snapshot.PackReadings);
        Assert.Equal((null, null), (reading.VoltageV, reading.VoltageAbsent));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(192)]
    [InlineData(250)]
    public void Every_subsystem_whose_cells_come_has_a_pack(int subsystem)
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2016, $"08 02 {subsystem:X2} 145D 27EE 0001 0001 01 0E2E FB 145D 27EE 0001 0001 01 0E2E"));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"~{Frames.Vin}~{subsystem}"), Assert.Single(driver.Snapshot.Packs).Code);
    }

    [Fact]
    public void A_late_report_counts_in_security_and_says_nothing_of_the_newest()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "04 03E8 FF 02 0001 AA 0000", minute: 5));
        driver.Receive(Frames.Of(2025, "04 03E9", "03"));
        driver.Receive(Frames.Of(2025, "04 03EA", minute: 1));
        Assert.Equal(new VehicleSecurity(Frames.Noon.AddMinutes(5), "none", "noKey", 0, 0, 0, 0, 1, 0, 2), driver.Snapshot.Security);
    }
}
