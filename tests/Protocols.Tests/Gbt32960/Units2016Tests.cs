using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Units of the 2016 edition, composed by hand from its tables (clause 7.2.3 and Annex B).</summary>
public class Units2016Tests
{
    private static void Says(byte type, string hex, string json) => Documents.UnitSays(Edition.V2016, type, hex, json);

    [Fact]
    public void Vehicle_data_has_20_bytes_clause_7_2_3_1() => Says(
        0x01, "01 03 01 0209 00002B3E 145C 27EE 1C 01 2E 3CD4 0A 65",
        """{"power":"on","charge":"notCharging","mode":"ev","speedKmh":52.1,"odometerKm":1107.0,"packVoltageV":521.2,"currentA":22.2,"socPercent":28,"dcdc":"working","gear":"D","driveForce":true,"brakeForce":false,"insulationKohm":15572,"acceleratorPercent":10,"brakePressed":true,"absent":{}}""");

    [Fact]
    public void Charging_current_is_negative_and_gears_are_numbered_clause_7_2_3_1() => Says(
        0x01, "02 01 02 0000 00000000 0000 2328 64 02 14 0000 00 64",
        """{"power":"off","charge":"parkedCharging","mode":"hybrid","speedKmh":0.0,"odometerKm":0.0,"packVoltageV":0.0,"currentA":-100.0,"socPercent":100,"dcdc":"off","gear":"4","driveForce":false,"brakeForce":true,"insulationKohm":0,"acceleratorPercent":0,"brakePercent":100,"absent":{}}""");

    [Fact]
    public void All_ones_are_invalid_and_one_less_abnormal_but_insulation_has_no_such_marks() => Says(
        0x01, "FF FE FF FFFF FFFFFFFE FFFE FFFF FE FF 0F FFFF FE FF",
        """{"gear":"P","driveForce":false,"brakeForce":false,"absent":{"power":"invalid","charge":"abnormal","mode":"invalid","speedKmh":"invalid","odometerKm":"abnormal","packVoltageV":"abnormal","currentA":"invalid","socPercent":"abnormal","dcdc":"invalid","insulationKohm":"outOfRange","acceleratorPercent":"abnormal","brakePercent":"invalid"},"raw":{"insulationKohm":65535}}""");

    [Fact]
    public void Numbers_one_above_their_range_are_out_of_range_and_kept_raw() => Says(
        0x01, "04 05 00 0899 00989680 2711 4E21 65 00 CD EA61 65 66",
        """{"gear":"R","driveForce":false,"brakeForce":false,"absent":{"power":"outOfRange","charge":"outOfRange","mode":"outOfRange","speedKmh":"outOfRange","odometerKm":"outOfRange","packVoltageV":"outOfRange","currentA":"outOfRange","socPercent":"outOfRange","dcdc":"outOfRange","insulationKohm":"outOfRange","acceleratorPercent":"outOfRange","brakePercent":"outOfRange"},"raw":{"power":4,"charge":5,"mode":0,"speedKmh":2201,"odometerKm":10000000,"packVoltageV":10001,"currentA":20001,"socPercent":101,"dcdc":0,"gear":205,"insulationKohm":60001,"acceleratorPercent":101,"brakePercent":102}}""");

    [Fact]
    public void Motors_have_12_bytes_each_clause_7_2_3_2() => Says(
        0x02, "02 01 04 31 4E20 4E20 36 1441 2710  FD 02 00 0000 FFFB FA EA60 4E20",
        """{"items":[{"number":1,"status":"ready","controllerTemperatureC":9,"speedRpm":0,"torqueNm":0.0,"temperatureC":14,"controllerVoltageV":518.5,"busCurrentA":0.0},{"number":253,"status":"generating","controllerTemperatureC":-40,"speedRpm":-20000,"torqueNm":4553.1,"temperatureC":210,"controllerVoltageV":6000.0,"busCurrentA":1000.0}],"absent":{}}""");

    [Fact]
    public void A_count_of_motors_may_be_invalid_or_abnormal_and_no_list_follows()
    {
        Says(0x02, "FF", """{"absent":{"items":"invalid"}}""");
        Says(0x02, "FE", """{"absent":{"items":"abnormal"}}""");
    }

    [Fact]
    public void Fuel_cell_has_18_bytes_and_its_probes_clause_7_2_3_3() => Says(
        0x03, "0FA0 03E8 0087 0003 3C FF F1  0226 01 01F4 02 015E FC 01",
        """{"voltageV":400.0,"currentA":100.0,"consumptionKgPer100Km":1.35,"probeTemperaturesC":[20,null,null],"hydrogenMaxTemperatureC":15.0,"hydrogenMaxTemperatureProbe":1,"hydrogenMaxConcentrationMgPerKg":500,"hydrogenMaxConcentrationSensor":2,"hydrogenMaxPressureMpa":35.0,"hydrogenMaxPressureSensor":252,"dcdc":"working","absent":{"1":"invalid","2":"outOfRange"},"raw":{"2":241}}""");

    [Fact]
    public void Engine_has_5_bytes_clause_7_2_3_4() => Says(
        0x04, "01 0BB8 02B7", """{"status":"on","speedRpm":3000,"consumptionLPer100Km":6.95,"absent":{}}""");

    [Fact]
    public void Position_has_9_bytes_in_millionths_of_a_degree_clause_7_2_3_5() => Says(
        0x05, "00 0720619C 01EAA764", """{"valid":true,"longitude":119.562652,"latitude":32.155492,"absent":{}}""");

    [Fact]
    public void Status_bits_of_the_position_mean_no_fix_south_and_west_clause_7_2_3_5() => Says(
        0x05, "07 00000001 055D4A80", """{"valid":false,"longitude":-0.000001,"latitude":-90.0,"absent":{}}""");

    [Fact]
    public void Coordinates_above_180_and_90_degrees_are_none() => Says(
        0x05, "06 0ABA9501 055D4A81", """{"valid":true,"absent":{"longitude":"outOfRange","latitude":"outOfRange"},"raw":{"valid":6,"longitude":180000001,"latitude":90000001}}""");

    [Fact]
    public void Extremes_have_14_bytes_clause_7_2_3_6() => Says(
        0x06, "01 08 0E2E  FA 44 0DFC  01 02 32  01 FA 00",
        """{"maxCell":{"subsystem":1,"number":8,"voltageV":3.63},"minCell":{"subsystem":250,"number":68,"voltageV":3.58},"maxProbe":{"subsystem":1,"number":2,"temperatureC":10},"minProbe":{"subsystem":1,"number":250,"temperatureC":-40},"absent":{}}""");

    [Fact]
    public void What_an_extreme_lacks_is_named_in_it() => Says(
        0x06, "06 00 FFFF  FE FF 3A99  01 02 FF  FB 01 FE",
        """{"maxCell":{"subsystem":6,"absent":{"number":"outOfRange","voltageV":"invalid"},"raw":{"number":0}},"minCell":{"absent":{"subsystem":"abnormal","number":"invalid","voltageV":"outOfRange"},"raw":{"voltageV":15001}},"maxProbe":{"subsystem":1,"number":2,"absent":{"temperatureC":"invalid"}},"minProbe":{"number":1,"absent":{"subsystem":"outOfRange","temperatureC":"abnormal"},"raw":{"subsystem":251}},"absent":{}}""");

    [Fact]
    public void Alarms_have_a_level_bits_and_four_lists_of_codes_clause_7_2_3_7() => Says(
        0x07, "02 80042801 01 0000000A 02 01E0E111 FFFFFFFF 00 01 09ECE1FC",
        """{"level":2,"flags":["temperatureDifference","insulation","brakeSystem","ressOvercharge","reserved31"],"faults":{"battery":["0000000a"],"motor":["01e0e111","ffffffff"],"engine":[],"other":["09ece1fc"]},"absent":{}}""");

    [Fact]
    public void Lists_of_codes_may_be_invalid_or_abnormal_and_nothing_follows_their_counts() => Says(
        0x07, "FF 00000000 FF FE 00 FF",
        """{"flags":[],"faults":{"engine":[],"absent":{"battery":"invalid","motor":"abnormal","other":"invalid"}},"absent":{"level":"invalid"}}""");

    [Fact]
    public void Cell_voltages_name_the_first_cell_and_the_cells_here_Annex_B() => Says(
        0x08, "02 01 145D 27EE 0090 0001 03 0E2E 0E24 FFFF  02 2710 4E20 0180 00C9 02 EA60 EA61",
        """{"items":[{"subsystem":1,"packVoltageV":521.3,"currentA":22.2,"cellCount":144,"firstCell":1,"voltagesV":[3.63,3.62,null],"absent":{"2":"invalid"}},{"subsystem":2,"packVoltageV":1000.0,"currentA":1000.0,"cellCount":384,"firstCell":201,"voltagesV":[60.0,null],"absent":{"1":"outOfRange"},"raw":{"1":60001}}],"absent":{}}""");

    [Fact]
    public void Probe_temperatures_are_bytes_minus_40_Annex_B() => Says(
        0x09, "01 01 0005 00 28 FA FE FB",
        """{"items":[{"subsystem":1,"temperaturesC":[-40,0,210,null,null],"absent":{"3":"abnormal","4":"outOfRange"},"raw":{"4":251}}],"absent":{}}""");

    [Fact]
    public void Custom_units_have_a_length_and_bytes_clause_7_2_3_8()
    {
        Says(0x80, "0003 010203", """{"data":"010203","absent":{}}""");
        Says(0xFE, "0000", """{"data":"","absent":{}}""");
    }
}
