using System.Text.Json;
using System.Text.Json.Nodes;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Custom units of Shanghai's buses: agreement 1.4 beside the 2016 edition.</summary>
public class ShanghaiBusTests
{
    private const string Second = "0119 0265 0300C8 042DB6", Assisted = Second + "0503 0678 0714 0828 0911 0A41 0B94 0C02";

    private static string Frame(string units)
    {
        var data = "1206150d312f" + units.Replace(" ", "", StringComparison.Ordinal);
        return Documents.WithCheckCode($"232303fe{new string('4', 34)}01{data.Length / 2:x4}{data}");
    }

    private static string Repeat(string item, int count) => string.Concat(Enumerable.Repeat(item, count));

    private static JsonNode Decode(string hex, CustomUnits custom = CustomUnits.ShanghaiBus)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            FrameJson.Decode(writer, 1, hex, custom);
        return JsonNode.Parse(stream.ToArray())!;
    }

    private static JsonNode Unit(string units, int errors = 0)
    {
        var hex = Frame(units);
        var document = Decode(hex);
        Assert.Equal(errors, document["errors"]!.AsArray().Count(e => (string)e!["code"]! == "value-range"));
        Assert.Equal(errors, document["errors"]!.AsArray().Count);
        using var parsed = JsonDocument.Parse(document.ToJsonString());
        Assert.Equal(hex, Convert.ToHexStringLower(FrameEncoder.Encode(parsed.RootElement)));
        return document["units"]!.AsArray().Single()!;
    }

    [Fact]
    public void Unit_80_has_48_bytes_of_the_bus()
    {
        var unit = Unit("80 0030 01 02 36 27F6 2774 38 FF" + Repeat("C850", 5) + "FFFE" + "1649 2710 0001 0000000A 00000014 FFFF 03E8 03E9 38 3C 03 40 42 44 16");
        Assert.Equal(("busExtension", 50), ((string)unit["name"]!, (int)unit["length"]!));
        Assert.Equal(
            """{"airPressure1Kpa":4,"airPressure2Kpa":8,"auxiliaryBatteryVoltageV":27.0,"dcdcOutputVoltageV":23.0,"dcdcOutputCurrentA":10.0,"dcdcRadiatorTemperatureC":16,"leftFront":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightFront":{"tyrePressureKpa":800,"tyreTemperatureC":40},"leftRear1":{"tyrePressureKpa":800,"tyreTemperatureC":40},"leftRear2":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightRear1":{"tyrePressureKpa":800,"tyreTemperatureC":40},"rightRear2":{"absent":{"tyrePressureKpa":"invalid","tyreTemperatureC":"abnormal"}},"chargeVoltageV":570.5,"chargeCurrentA":0.0,"chargeEnergyKwh":0.1,"chargedTotalKwh":1.0,"dischargedTotalKwh":2.0,"positiveInsulationKohm":1000,"negativeInsulationKohm":1001,"airPumpTemperatureC":16,"motorControllerTemperatureC":20,"hvacMode":"cool","hvacSetTemperatureC":24,"cabinTemperatureC":26,"outsideTemperatureC":28,"middleDoor":"closed","frontDoor":"open","handbrake":"on","key":"on"}""",
            unit["values"]!.ToJsonString());
        Assert.Equal("""{"dcacRadiatorTemperatureC":"invalid","instantaneousConsumptionKwh":"invalid"}""", unit["absent"]!.ToJsonString());
    }

    [Fact]
    public void Unit_81_is_ten_seconds_without_a_length()
    {
        var unit = Unit("81" + Repeat(Second, 10));
        Assert.Equal(("tenSeconds", 100, 10), ((string)unit["name"]!, (int)unit["length"]!, unit["values"]!["items"]!.AsArray().Count));
        Assert.Equal("""{"acceleratorPercent":25,"brakePressed":true,"speedKmh":20.0,"currentA":170.2}""", unit["values"]!["items"]![9]!.ToJsonString());
    }

    [Fact]
    public void Unit_82_is_ten_seconds_of_driver_assistance_with_or_without_a_fault_code()
    {
        const string Expected = """{"acceleratorPercent":25,"brakePressed":true,"speedKmh":20.0,"currentA":170.2,"overspeedKmh":15,"obstacleLateralM":0.0,"obstacleDistanceM":20,"obstacleSpeedMs":-10,"steeringWheelWarning":"on","buzzerWarning":"on","pedestrianWarning":"on","rightLaneWarning":"off","leftLaneWarning":"off","forwardCollisionWarning":"on","mitigationWarning":"level2","mitigationState":"off","mitigationSwitch":"on","obstacle":"vehicle""";
        var early = Unit("82" + Repeat(Assisted, 10));
        Assert.Equal(("driverAssistance", 260), ((string)early["name"]!, (int)early["length"]!));
        Assert.Equal(Expected + "\"}", early["values"]!["items"]![0]!.ToJsonString());
        var later = Unit("82" + Repeat(Assisted + "0D0010", 10));
        Assert.Equal(290, (int)later["length"]!);
        Assert.Equal(Expected + "\",\"faultCode\":16}", later["values"]!["items"]![9]!.ToJsonString());
    }

    [Fact]
    public void Bits_without_a_meaning_stay_in_raw()
    {
        var item = Unit("82" + Repeat(Second + "0508 0678 0714 0828 0924 0A82 0B93 0C03", 10), errors: 60)["values"]!["items"]![0]!;
        Assert.Equal("""{"overspeedKmh":8,"warnings":36,"collisions":130,"mitigation":147,"obstacle":3}""", item["raw"]!.ToJsonString());
        Assert.Equal(
            """{"overspeedKmh":"outOfRange","steeringWheelWarning":"outOfRange","buzzerWarning":"outOfRange","pedestrianWarning":"outOfRange","forwardCollisionWarning":"outOfRange","obstacle":"outOfRange"}""",
            item["absent"]!.ToJsonString());
    }

    [Fact]
    public void The_recorded_bus_frames_of_class_B_are_whole_for_who_knows_the_agreement()
    {
        var frames = File.ReadLines(Shared.Find("vectors/gbt32960.tsv")).Select(l => l.Split('\t')).Where(c => c.Length > 1 && c[1] == "B-deviant").Select(c => c[0]).ToList();
        Assert.Equal(5, frames.Count);
        foreach (var hex in frames)
        {
            Assert.False((bool)Decode(hex, CustomUnits.Opaque)["ok"]!);
            var document = Decode(hex);
            Assert.True((bool)document["ok"]!);
            using var parsed = JsonDocument.Parse(document.ToJsonString());
            Assert.Equal(hex, Convert.ToHexStringLower(FrameEncoder.Encode(parsed.RootElement)));
        }
    }

    [Theory]
    [InlineData("80 0003 010203")]
    [InlineData("81 0003 010203")]
    [InlineData("82 0000")]
    public void What_has_not_the_form_of_these_units_is_a_custom_unit(string hex) => Assert.Equal("custom", (string)Unit(hex)["name"]!);
}
