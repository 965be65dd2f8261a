using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Units of the 2025 edition, composed by hand from the tables of its clause 7; a test names its table by the unit. Numbers 06 to 08 mean other things than in 2016.</summary>
public class Units2025Tests
{
    private static void Says(byte type, string hex, string json) => Documents.UnitSays(Edition.V2025, type, hex, json);

    [Fact]
    public void Vehicle_data_has_18_bytes_without_pedals_clause_7_unit_01() => Says(
        0x01, "01 02 03 1388 0098967F EA60 EA60 64 01 1D EA60",
        """{"power":"on","charge":"drivingCharging","mode":"fuel","speedKmh":500.0,"odometerKm":999999.9,"packVoltageV":6000.0,"currentA":3000.0,"socPercent":100,"dcdc":"working","gear":"R","driveForce":false,"brakeForce":true,"insulationKohm":60000,"absent":{}}""");

    [Fact]
    public void The_zero_of_the_current_is_3000_A_and_insulation_and_gear_can_be_invalid_clause_7_unit_01() => Says(
        0x01, "03 04 01 1389 FFFFFFFF EA61 0000 FF FE 80 FFFE",
        """{"power":"other","charge":"complete","mode":"ev","currentA":-3000.0,"driveForce":false,"brakeForce":false,"absent":{"speedKmh":"outOfRange","odometerKm":"invalid","packVoltageV":"outOfRange","socPercent":"invalid","dcdc":"abnormal","gear":"invalid","insulationKohm":"abnormal"},"raw":{"speedKmh":5001,"packVoltageV":60001}}""");

    [Fact]
    public void Motors_have_10_bytes_each_with_a_torque_of_four_clause_7_unit_02() => Says(
        0x02, "02 01 01 28 7D00 00030D40 50  02 03 FF 0000 00061A80 FE",
        """{"items":[{"number":1,"status":"consuming","controllerTemperatureC":0,"speedRpm":0,"torqueNm":0.0,"temperatureC":40},{"number":2,"status":"off","speedRpm":-32000,"torqueNm":20000.0,"absent":{"controllerTemperatureC":"invalid","temperatureC":"abnormal"}}],"absent":{}}""");

    [Fact]
    public void Torque_beyond_20_kNm_is_out_of_range_clause_7_unit_02() => Says(
        0x02, "01 01 04 28 FFFB 00061A81 28",
        """{"items":[{"number":1,"status":"ready","controllerTemperatureC":0,"speedRpm":33531,"temperatureC":0,"absent":{"torqueNm":"outOfRange"},"raw":{"torqueNm":400001}}],"absent":{}}""");

    [Fact]
    public void The_fuel_cell_engine_has_12_bytes_of_its_hydrogen_system_clause_7_unit_03() => Says(
        0x03, "0069 01 0064 FD 02BC 03 02 55 5F",
        """{"hydrogenMaxTemperatureC":65,"hydrogenMaxTemperatureProbe":1,"hydrogenMaxConcentrationPercent":0.01,"hydrogenMaxConcentrationSensor":253,"hydrogenMaxPressureMpa":70.0,"hydrogenMaxPressureSensor":3,"dcdc":"off","hydrogenRemainingPercent":85,"dcdcControllerTemperatureC":55,"absent":{}}""");

    [Fact]
    public void The_engine_is_its_crank_speed_clause_7_unit_04() => Says(0x04, "03E8", """{"speedRpm":1000,"absent":{}}""");

    [Fact]
    public void A_position_names_its_coordinate_system_clause_7_unit_05() => Says(
        0x05, "04 02 073D5C8C 01DCB6DE",
        """{"valid":true,"coordinateSystem":"gcj02","longitude":-121.4619,"latitude":31.24195,"absent":{}}""");

    [Fact]
    public void Alarms_know_level_4_and_a_level_for_each_flag_clause_7_unit_06() => Says(
        0x06, "04 00800002 01 0000002A 00 00 00 02 17 04 01 FE",
        """{"level":4,"flags":["batteryHighTemperature","ressThermalEvent"],"faults":{"battery":["0000002a"],"motor":[],"engine":[],"other":[]},"flagLevels":[{"flag":"ressThermalEvent","level":4},{"flag":"batteryHighTemperature","absent":{"level":"abnormal"}}],"absent":{}}""");

    [Fact]
    public void Voltages_of_the_smallest_parallel_units_are_never_split_clause_7_unit_07() => Says(
        0x07, "01 32 0FA0 7530 0003 0CE4 FFFE 0CE5",
        """{"items":[{"subsystem":50,"packVoltageV":400.0,"currentA":0.0,"voltagesV":[3.3,null,3.301],"absent":{"1":"abnormal"}}],"absent":{}}""");

    [Fact]
    public void Battery_temperatures_are_bytes_minus_40_clause_7_unit_08() => Says(
        0x08, "02 01 0002 41 42 02 0001 FF",
        """{"items":[{"subsystem":1,"temperaturesC":[25,26]},{"subsystem":2,"temperaturesC":[null],"absent":{"0":"invalid"}}],"absent":{}}""");

    [Fact]
    public void Fuel_cell_stacks_have_pressures_and_coolant_temperatures_clause_7_unit_30() => Says(
        0x30, "01 01 0BB8 04D2 07D0 03E8 41 0002 64 65",
        """{"items":[{"number":1,"voltageV":300.0,"currentA":123.4,"hydrogenInletPressureKpa":100.0,"airInletPressureKpa":0.0,"airInletTemperatureC":25,"coolantOutletTemperaturesC":[60,61]}],"absent":{}}""");

    [Fact]
    public void A_supercapacitor_has_cells_and_probes_clause_7_unit_31() => Says(
        0x31, "01 1388 7594 0002 0A8C FFFF 0001 3C",
        """{"system":1,"voltageV":500.0,"currentA":10.0,"cells":{"voltagesV":[2.7,null],"absent":{"1":"invalid"}},"probes":{"temperaturesC":[20]},"absent":{}}""");

    [Fact]
    public void Extremes_of_supercapacitors_have_18_bytes_clause_7_unit_32() => Says(
        0x32, "01 0101 0A8C  02 FFFB 0A28  03 0001 46  04 0002 FF",
        """{"maxCell":{"system":1,"number":257,"voltageV":2.7},"minCell":{"system":2,"number":65531,"voltageV":2.6},"maxProbe":{"system":3,"number":1,"temperatureC":30},"minProbe":{"system":4,"number":2,"absent":{"temperatureC":"invalid"}},"absent":{}}""");

    [Fact]
    public void The_signature_has_R_and_S_table_8_unit_FF() => Says(
        0xFF, "01 0002 0102 0003 030405", """{"algorithm":"sm2","r":"0102","s":"030405","absent":{}}""");

    [Theory]
    [InlineData(0x09)]
    [InlineData(0x2F)]
    [InlineData(0x33)]
    [InlineData(0x7F)]
    public void Reserved_types_end_the_walk_clause_7_2(byte type)
    {
        var units = new UnitReader(Edition.V2025, [25, 1, 1, 0, 0, 0, type, 0, 0]);
        Assert.False(units.MoveNext());
        Assert.Equal((DecodeErrorCode.UnitUnknown, 6, 3), (units.Error, units.ErrorOffset, units.Rest.Length));
    }
}
