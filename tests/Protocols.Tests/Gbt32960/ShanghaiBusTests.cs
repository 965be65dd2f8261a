using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Custom units of Shanghai's buses: agreement 1.4 beside the 2016 edition.</summary>
public class ShanghaiBusTests
{
    private static (int Length, string Json) Write(string hex)
    {
        using var stream = new MemoryStream();
        int length;
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            length = ShanghaiBus.Write(writer, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
            writer.WriteEndObject();
        }
        return (length, System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Unit_80_has_48_bytes_of_the_bus()
    {
        var (length, json) = Write("80 0030 01 02 36 27F6 2774 38 FF" + string.Concat(Enumerable.Repeat("C850", 5)) + "FFFE" + "1649 2710 0001 0000000A 00000014 FFFF 03E8 03E9 38 3C 03 40 42 44 16 AA");
        Assert.Equal(51, length);
        Assert.Equal(
            """{"name":"busExtension","values":{"airPressure1Kpa":4,"airPressure2Kpa":8,"auxiliaryBatteryVoltageV":27.0,"dcdcOutputVoltageV":23.0,"dcdcOutputCurrentA":10.0,"dcdcRadiatorTemperatureC":16,"leftFront":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightFront":{"tyrePressureKpa":800,"tyreTemperatureC":40},"leftRear1":{"tyrePressureKpa":800,"tyreTemperatureC":40},"leftRear2":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightRear1":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightRear2":{"absent":{"tyrePressureKpa":"invalid","tyreTemperatureC":"abnormal"}},"chargeVoltageV":570.5,"chargeCurrentA":0.0,"chargeEnergyKwh":0.1,"chargedTotalKwh":1.0,"dischargedTotalKwh":2.0,"positiveInsulationKohm":1000,"negativeInsulationKohm":1001,"airPumpTemperatureC":16,"motorControllerTemperatureC":20,"hvacMode":"cool","hvacSetTemperatureC":24,"cabinTemperatureC":26,"outsideTemperatureC":28,"middleDoor":"closed","frontDoor":"open","handbrake":"on","key":"on"},"absent":{"dcacRadiatorTemperatureC":"invalid","instantaneousConsumptionKwh":"invalid"}}""",
            json);
    }

    [Fact]
    public void Unit_81_is_ten_seconds_without_a_length()
    {
        var (length, json) = Write("81" + string.Concat(Enumerable.Repeat("0119 02FF 0300C8 042DB6", 10)));
        Assert.Equal(101, length);
        using var document = JsonDocument.Parse(json);
        var items = document.RootElement.GetProperty("values").GetProperty("items");
        Assert.Equal(10, items.GetArrayLength());
        Assert.Equal("""{"acceleratorPercent":25,"speedKmh":20.0,"currentA":170.2,"absent":{"brakePercent":"invalid"}}""", items[9].GetRawText());
    }

    [Theory]
    [InlineData("80 0003 010203")]
    [InlineData("81 0003 010203")]
    [InlineData("82")]
    [InlineData("")]
    public void What_is_none_of_these_units_is_left_alone(string hex) => Assert.Equal((0, "{}"), Write(hex));
}
