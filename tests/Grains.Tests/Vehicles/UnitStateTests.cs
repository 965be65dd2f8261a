using System.Text;
using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>Every data unit of both editions, composed by hand, through the twin to what readers see.</summary>
public sealed class UnitStateTests
{
    private static Dictionary<string, string> StateOf(TwinDriver driver)
    {
        driver.Restart();
        return driver.Snapshot.State.ToDictionary(unit => unit.Name, unit => Encoding.UTF8.GetString(unit.Json.Span));
    }

    [Theory]
    [InlineData(2016, "01 01 03 01 0209 00002B3E 145C 27EE 1C 01 2E 3CD4 0A 65", "vehicle", """{"power":"on","charge":"notCharging","mode":"ev","speedKmh":52.1,"odometerKm":1107.0,"packVoltageV":521.2,"currentA":22.2,"socPercent":28,"dcdc":"working","gear":"D","driveForce":true,"brakeForce":false,"insulationKohm":15572,"acceleratorPercent":10,"brakePressed":true,"absent":{}}""")]
    [InlineData(2016, "02 01 01 04 31 4E20 4E20 36 1441 2710", "motors", """{"items":[{"number":1,"status":"ready","controllerTemperatureC":9,"speedRpm":0,"torqueNm":0.0,"temperatureC":14,"controllerVoltageV":518.5,"busCurrentA":0.0}],"absent":{}}""")]
    [InlineData(2016, "03 0FA0 03E8 0087 0001 3C 0226 01 01F4 02 015E FC 01", "fuelCell", """{"voltageV":400.0,"currentA":100.0,"consumptionKgPer100Km":1.35,"probeTemperaturesC":[20],"hydrogenMaxTemperatureC":15.0,"hydrogenMaxTemperatureProbe":1,"hydrogenMaxConcentrationMgPerKg":500,"hydrogenMaxConcentrationSensor":2,"hydrogenMaxPressureMpa":35.0,"hydrogenMaxPressureSensor":252,"dcdc":"working","absent":{}}""")]
    [InlineData(2016, "04 01 0BB8 02B7", "engine", """{"status":"on","speedRpm":3000,"consumptionLPer100Km":6.95,"absent":{}}""")]
    [InlineData(2016, "05 00 0720619C 01EAA764", "position", """{"valid":true,"longitude":119.562652,"latitude":32.155492,"absent":{}}""")]
    [InlineData(2016, "06 01 08 0E2E 01 44 0DFC 01 02 32 01 FA 00", "extremes", """{"maxCell":{"subsystem":1,"number":8,"voltageV":3.63},"minCell":{"subsystem":1,"number":68,"voltageV":3.58},"maxProbe":{"subsystem":1,"number":2,"temperatureC":10},"minProbe":{"subsystem":1,"number":250,"temperatureC":-40},"absent":{}}""")]
    [InlineData(2016, "07 02 00000800 01 0000000A 00 00 00", "alarm", """{"level":2,"flags":["insulation"],"faults":{"battery":["0000000a"],"motor":[],"engine":[],"other":[]},"absent":{}}""")]
    [InlineData(2016, "80 0003 010203", "custom80", """{"data":"010203","absent":{}}""")]
    [InlineData(2025, "01 01 02 03 1388 0098967F EA60 EA60 64 01 1D EA60", "vehicle", """{"power":"on","charge":"drivingCharging","mode":"fuel","speedKmh":500.0,"odometerKm":999999.9,"packVoltageV":6000.0,"currentA":3000.0,"socPercent":100,"dcdc":"working","gear":"R","driveForce":false,"brakeForce":true,"insulationKohm":60000,"absent":{}}""")]
    [InlineData(2025, "02 01 01 01 28 7D00 00030D40 50", "motors", """{"items":[{"number":1,"status":"consuming","controllerTemperatureC":0,"speedRpm":0,"torqueNm":0.0,"temperatureC":40}],"absent":{}}""")]
    [InlineData(2025, "03 0069 01 0064 FD 02BC 03 02 55 5F", "fuelCell", """{"hydrogenMaxTemperatureC":65,"hydrogenMaxTemperatureProbe":1,"hydrogenMaxConcentrationPercent":0.01,"hydrogenMaxConcentrationSensor":253,"hydrogenMaxPressureMpa":70.0,"hydrogenMaxPressureSensor":3,"dcdc":"off","hydrogenRemainingPercent":85,"dcdcControllerTemperatureC":55,"absent":{}}""")]
    [InlineData(2025, "04 03E8", "engine", """{"speedRpm":1000,"absent":{}}""")]
    [InlineData(2025, "05 04 01 073D5C8C 01DCB6DE", "position", """{"valid":true,"coordinateSystem":"wgs84","longitude":-121.4619,"latitude":31.24195,"absent":{}}""")]
    [InlineData(2025, "05 00 02 073E6C96 01DBB288", "position", """{"valid":true,"coordinateSystem":"gcj02","longitude":121.527211,"latitude":31.177428,"reportedLongitude":121.531542,"reportedLatitude":31.175304,"absent":{}}""")]
    [InlineData(2025, "05 00 03 073D5C8C 01DCB6DE", "position", """{"valid":true,"coordinateSystem":"other","reportedLongitude":121.4619,"reportedLatitude":31.24195,"absent":{}}""")]
    [InlineData(2025, "05 00 FF 073D5C8C 01DCB6DE", "position", """{"valid":true,"reportedLongitude":121.4619,"reportedLatitude":31.24195,"absent":{"coordinateSystem":"invalid"}}""")]
    [InlineData(2025, "05 00 02 FFFFFFFF 01DCB6DE", "position", """{"valid":true,"coordinateSystem":"gcj02","latitude":31.24195,"absent":{"longitude":"invalid"}}""")]
    [InlineData(2025, "06 04 00800002 00 00 00 00 02 17 04 01 03", "alarm", """{"level":4,"flags":["batteryHighTemperature","ressThermalEvent"],"faults":{"battery":[],"motor":[],"engine":[],"other":[]},"flagLevels":[{"flag":"ressThermalEvent","level":4},{"flag":"batteryHighTemperature","level":3}],"absent":{}}""")]
    [InlineData(2025, "30 01 01 0BB8 04D2 07D0 03E8 41 0002 64 65", "fuelCellStacks", """{"items":[{"number":1,"voltageV":300.0,"currentA":123.4,"hydrogenInletPressureKpa":100.0,"airInletPressureKpa":0.0,"airInletTemperatureC":25,"coolantOutletTemperaturesC":[60,61]}],"absent":{}}""")]
    [InlineData(2025, "31 01 1388 7594 0002 0A8C FFFF 0001 3C", "supercapacitor", """{"system":1,"voltageV":500.0,"currentA":10.0,"cells":{"voltagesV":[2.7,null],"absent":{"1":"invalid"}},"probes":{"temperaturesC":[20]},"absent":{}}""")]
    [InlineData(2025, "32 01 0101 0A8C 02 FFFB 0A28 03 0001 46 04 0002 FF", "supercapacitorExtremes", """{"maxCell":{"system":1,"number":257,"voltageV":2.7},"minCell":{"system":2,"number":65531,"voltageV":2.6},"maxProbe":{"system":3,"number":1,"temperatureC":30},"minProbe":{"system":4,"number":2,"absent":{"temperatureC":"invalid"}},"absent":{}}""")]
    [InlineData(2025, "FE 0001 AA", "customFE", """{"data":"aa","absent":{}}""")]
    public void A_unit_is_kept_and_read_by_its_name(int edition, string unit, string name, string expected)
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(edition, unit));
        Assert.Equal(new ReportCounts(1, 0, 0, 0, 0), driver.Snapshot.Counters);
        Assert.Equal((name, expected), Assert.Single(StateOf(driver).Select(pair => (pair.Key, pair.Value))));
    }

    [Theory]
    [InlineData(2016, "08 01 01 145D 27EE 0003 0001 03 0E2E 0E24 FFFF 09 01 01 0002 3C FE")]
    [InlineData(2025, "07 01 01 145D 760E 0003 0E2E 0E24 FFFF 08 01 01 0002 3C FE")]
    public void Cells_and_probes_of_a_pack_reach_the_pack_in_either_edition(int edition, string units)
    {
        var driver = new TwinDriver();
        var reply = driver.Receive(Frames.Of(edition, units));
        var reading = Assert.Single(driver.Snapshot.PackReadings);
        Assert.Equal((1, 521.3, 22.2), (reading.Subsystem, reading.VoltageV!.Value, reading.CurrentA!.Value));
        Assert.Equal([3630, 3620, 65535], reading.Cells!.RawMillivolts);
        Assert.Equal([60, 254], reading.Probes!.RawTemperatures);

        var pack = new BatteryPackTwin($"~{Frames.Vin}~1");
        pack.Apply(new TwinBatch(1, 0, 1, [.. reply.Consequences.Where(c => c.Id == $"~{Frames.Vin}~1").Select((c, i) => new TwinEntry(EntryKind.Consequence, i, Frames.Noon, null, c.Payload))]));
        var own = ((BatteryPackSnapshot)pack.Read()).Reading!;
        Assert.Equal((reading.VoltageV, reading.CurrentA), (own.VoltageV, own.CurrentA));
        Assert.Equal(reading.Cells.RawMillivolts.AsEnumerable(), own.Cells!.RawMillivolts);
        Assert.Equal(reading.Probes.RawTemperatures.AsEnumerable(), own.Probes!.RawTemperatures);
    }

    [Fact]
    public void A_login_of_2025_mounts_the_packs_that_it_names()
    {
        var driver = new TwinDriver();
        var code = Convert.ToHexString("0RJPEA00HAU0AAF131001955"u8);
        driver.Receive(Frames.Of(2025, "0001 3839383600000000000000000000000000000000 01 01" + code, "01"));
        Assert.Equal(["0RJPEA00HAU0AAF131001955"], driver.Snapshot.Packs.Select(pack => pack.Code));
    }

    [Fact]
    public void Units_of_another_edition_replace_those_of_their_kind()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2016, "04 01 0BB8 02B7"));
        driver.Receive(Frames.Of(2025, "04 03E8", minute: 1), Frames.Noon.AddMinutes(1));
        Assert.Equal(["""{"speedRpm":1000,"absent":{}}"""], StateOf(driver).Values);
    }

    [Fact]
    public void Each_supercapacitor_of_a_vehicle_is_kept()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "31 02 1388 7594 0000 0000 31 01 07D0 7594 0000 0000"));
        Assert.Equal(["supercapacitor", "supercapacitor2"], StateOf(driver).Keys.Order());
    }

    [Fact]
    public void A_fuel_cell_vehicle_shows_its_hydrogen_in_its_row_and_its_place_in_WGS_84()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "03 0069 01 0064 FD 02BC 03 02 55 5F 05 00 02 073E6C96 01DBB288"));
        Assert.Equal((85, 121.527211, 31.177428), (driver.Row.HydrogenPercent!.Value, driver.Row.Longitude!.Value, driver.Row.Latitude!.Value));
        driver.Receive(Frames.Of(2025, "03 0069 01 0064 FD 02BC 03 02 FF 5F 05 00 03 073D5C8C 01DCB6DE", minute: 1), Frames.Noon.AddMinutes(1));
        Assert.Equal((85, 121.527211), (driver.Row.HydrogenPercent!.Value, driver.Row.Longitude!.Value));
    }

    [Fact]
    public void Each_flag_of_2025_has_its_own_level_and_a_thermal_event_is_always_level_4()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "06 03 01800802 00 00 00 00 02 01 02 0B 01"));
        Assert.Equal(
            [("batteryHighTemperature", 2), ("hydrogenLeak", 3), ("insulation", 1), ("ressThermalEvent", 4)],
            driver.Snapshot.Alarms.Select(alarm => (alarm.Flag, alarm.Level)).Order());
        Assert.Equal(4, driver.Row.AlarmLevel);
        driver.Receive(Frames.Of(2025, "06 03 00000800 00 00 00 00 01 0B 01", minute: 1), Frames.Noon.AddMinutes(1));
        Assert.Equal([("insulation", 1), ("unspecified", 3)], driver.Snapshot.Alarms.Select(alarm => (alarm.Flag, alarm.Level)).Order());
    }

    [Fact]
    public void Only_serious_flags_of_a_late_report_of_2025_are_told()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "06 03 00000802 00 00 00 00 02 01 03 0B 01", "03"));
        var told = Assert.Single(driver.Events, e => e.Type == EventTypes.AlarmRaised);
        Assert.Contains("\"flag\":\"batteryHighTemperature\",\"level\":3", told.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_units_of_buses_are_read_where_the_log_says_that_they_are_such()
    {
        var second = "0100 0200 030000 042710";
        var frame = Frames.Of(2016, "81" + string.Concat(Enumerable.Repeat(second, 10)), "03");
        var driver = new TwinDriver();
        driver.Receive(frame);
        Assert.Equal(1, driver.Snapshot.Counters.Quarantined);
        driver = new TwinDriver();
        driver.Apply(Examined(frame, new FrameNote(CustomUnits.ShanghaiBus)));
        Assert.Equal(new ReportCounts(0, 1, 0, 0, 0), driver.Snapshot.Counters);
        driver.Apply(Examined(Frames.Of(2016, "80 0030" + new string('3', 96)), new FrameNote(CustomUnits.ShanghaiBus)));
        Assert.StartsWith("""{"airPressure1Kpa":204,""", StateOf(driver)["busExtension"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_intake_found_out_of_signatures_and_encryption_is_shown_and_counted()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Of(2025, "04 03E8"));
        Assert.Null(driver.Snapshot.Security);
        SignatureVerdict[] verdicts = [SignatureVerdict.Valid, SignatureVerdict.Wrong, SignatureVerdict.Malformed, SignatureVerdict.Valid];
        for (var i = 0; i < verdicts.Length; i++)
            driver.Apply(Examined(Frames.Of(2025, "04 03E8 FF 02 0001 AA 0000", minute: i + 1), new FrameNote(Encryption: Encryption.Sm4, Signature: verdicts[i])));
        driver.Receive(Frames.Of(2025, "04 03E8 FF 02 0001 AA 0000", minute: 5), Frames.Noon.AddMinutes(10));
        driver.Receive(Frames.Of(2025, "04 03E8", minute: 6), Frames.Noon.AddMinutes(10));
        driver.Restart();
        Assert.Equal(new VehicleSecurity(Frames.Noon.AddMinutes(6), "none", "none", 4, 0, 2, 1, 1, 1, 1), driver.Snapshot.Security);
        Assert.Equal(7, driver.Snapshot.Counters.Applied);
    }

    [Fact]
    public void What_could_not_be_decrypted_is_kept_whole_and_says_why()
    {
        var driver = new TwinDriver();
        var frame = Frames.Of(2025, "04 03E8");
        (frame[21], frame[^1]) = (5, (byte)(frame[^1] ^ 1 ^ 5));
        driver.Receive(frame);
        var second = Frames.Of(2025, "04 03E9");
        (second[21], second[^1]) = (5, (byte)(second[^1] ^ 1 ^ 5));
        driver.Apply(Examined(second, new FrameNote(Encryption: Encryption.Sm4, IsWrongKey: true)));
        var told = driver.Events.Where(e => e.Type == EventTypes.ReportQuarantined).Select(e => e.Data).ToArray();
        Assert.Contains("the data unit is encrypted and no key is configured", told[0], StringComparison.Ordinal);
        Assert.Contains("the data unit is encrypted, and not with the key that is configured", told[1], StringComparison.Ordinal);
        Assert.Contains($"\"raw\":\"{Convert.ToHexStringLower(frame)}\"", told[0], StringComparison.Ordinal);
        Assert.Contains($"\"raw\":\"{Convert.ToHexStringLower(second)}\"", told[1], StringComparison.Ordinal);
        Assert.Equal(("sm4", 2L), (driver.Snapshot.Security!.Encryption, driver.Snapshot.Security.Undecrypted));
        Assert.Equal(new ReportCounts(0, 0, 0, 0, 2), driver.Snapshot.Counters);
    }

    [Fact]
    public void A_note_of_a_version_that_is_not_known_quarantines_the_frame()
    {
        var driver = new TwinDriver();
        driver.Apply(new TwinEntry(EntryKind.ExaminedFrame, 0, Frames.Noon, Frames.Platform, new byte[] { 9, 0, 0, 0, 0 }));
        Assert.Contains("The note before the frame is not of this version.", Assert.Single(driver.Events).Data, StringComparison.Ordinal);
    }

    private static TwinEntry Examined(byte[] frame, FrameNote note)
    {
        var payload = new byte[FrameNote.Length + frame.Length];
        note.Write(payload);
        frame.CopyTo(payload, FrameNote.Length);
        return new TwinEntry(EntryKind.ExaminedFrame, 0, Frames.Noon.AddMinutes(10), Frames.Platform, payload);
    }
}
