using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Units of fuel-cell vehicles, composed by hand (2016: clause 7.2.3.3; 2025: units 03, 30, 31, 32 and 06 of clause 7): read in place, and written again.</summary>
public class HydrogenUnitTests
{
    private readonly byte[] _buffer = new byte[FrameWriter.MaxLength];

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private FrameWriter Start(Edition edition) => FrameWriter.Report(_buffer, edition, Command.Realtime, Samples.Vin, Samples.Time);

    private static void Ends(FrameWriter writer, string unit) => Assert.Equal(unit.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(writer.SignedBytes[6..]));

    [Fact]
    public void The_fuel_cell_of_2016_has_probes_and_the_numbers_of_its_sensors_clause_7_2_3_3()
    {
        const string Hex = "0FA0 03E8 0087 0003 3C FF 28  0226 01 01F4 02 015E FC 01";
        var unit = new FuelCellUnit(Edition.V2016, Bytes(Hex));
        Assert.Equal((400, 100, 1.35), (unit.VoltageV, unit.CurrentA, unit.ConsumptionKgPer100Km));
        Assert.Equal([20, Reading.Invalid, 0], Values(unit.ProbeTemperaturesC));
        Assert.Equal((15, 1, 500, 2, 35, 252), (unit.HydrogenMaxTemperatureC, unit.HydrogenMaxTemperatureProbe, unit.HydrogenMaxConcentration, unit.HydrogenMaxConcentrationSensor, unit.HydrogenMaxPressureMpa, unit.HydrogenMaxPressureSensor));
        Assert.Equal((Reading.Invalid, Reading.Invalid), (unit.HydrogenRemainingPercent, unit.DcdcControllerTemperatureC));
        var writer = Start(Edition.V2016);
        writer.FuelCell(new HydrogenValues(15, 1, 500, 2, 35, 252, DcdcState.Working), 400, 100, 1.35, [20, Reading.Invalid, 0]);
        Ends(writer, "03" + Hex);
    }

    [Fact]
    public void Hydrogen_above_50000_mg_per_kg_is_kept_and_doubted_clause_7_2_3_3()
    {
        var frame = Documents.WithCheckCode("232302fe" + new string('3', 34) + "010019 190102030405 03 0FA0 03E8 0087 0000 0226 01 C351 02 015E FC 01");
        var document = Documents.Decode(frame);
        Assert.True((bool)document["ok"]!);
        Assert.Equal(50001, (int)document["units"]![0]!["values"]!["hydrogenMaxConcentrationMgPerKg"]!);
        Assert.Equal("""[{"code":"value-range","offset":42,"detail":"hydrogenMaxConcentrationMgPerKg is 50001, more than 50000 is doubtful; it is kept"}]""", document["errors"]!.ToJsonString());
        Assert.Equal("[]", Documents.Decode(Documents.WithCheckCode(frame[..^2].Replace("c351", "c350", StringComparison.Ordinal)))["errors"]!.ToJsonString());
    }

    [Fact]
    public void The_hydrogen_system_of_2025_says_what_is_left_clause_7_unit_03()
    {
        const string Hex = "0069 01 0064 FD 02BC 03 02 55 5F";
        var unit = new FuelCellUnit(Edition.V2025, Bytes(Hex));
        Assert.Equal((65, 1, 0.01, 253, 70, 3), (unit.HydrogenMaxTemperatureC, unit.HydrogenMaxTemperatureProbe, unit.HydrogenMaxConcentration, unit.HydrogenMaxConcentrationSensor, unit.HydrogenMaxPressureMpa, unit.HydrogenMaxPressureSensor));
        Assert.Equal((DcdcState.Off, 85, 55, 0), (unit.Dcdc, unit.HydrogenRemainingPercent, unit.DcdcControllerTemperatureC, unit.ProbeTemperaturesC.Count));
        Assert.Equal(Validity.Invalid, unit.ProbeTemperaturesC.Absence);
        var writer = Start(Edition.V2025);
        writer.FuelCell(new HydrogenValues(65, 1, 0.01, 253, 70, 3, DcdcState.Off, 85, 55));
        Ends(writer, "03" + Hex);
    }

    [Fact]
    public void Stacks_have_pressures_and_coolant_temperatures_clause_7_unit_30()
    {
        const string Hex = "02  01 0BB8 04D2 07D0 03E8 41 0002 64 65  02 FFFF FFFE 1389 0000 FF FFFF";
        var expected = new[]
        {
            new FuelCellStackValues(1, 300, 123.4, 100, 0, 25, new Reading[] { 60, 61 }),
            new FuelCellStackValues(2, Reading.Invalid, Reading.Abnormal, Reading.OutOfRange, -100, Reading.Invalid),
        };
        var index = 0;
        foreach (var stack in new FuelCellStacksUnit(Bytes(Hex)))
        {
            var wanted = expected[index++];
            Assert.Equal((wanted.Number, wanted.VoltageV, wanted.CurrentA), (stack.Number.Value, stack.VoltageV, stack.CurrentA));
            Assert.Equal((wanted.HydrogenInletPressureKpa, wanted.AirInletPressureKpa, wanted.AirInletTemperatureC), (stack.HydrogenInletPressureKpa, stack.AirInletPressureKpa, stack.AirInletTemperatureC));
            Assert.Equal(wanted.CoolantOutletTemperaturesC.ToArray(), Values(stack.CoolantOutletTemperaturesC));
            Assert.Equal(index == 1 ? Validity.Valid : Validity.Invalid, stack.CoolantOutletTemperaturesC.Absence);
        }
        Assert.Equal(2, index);
        var writer = Start(Edition.V2025);
        writer.FuelCellStacks([expected[0]]);
        Ends(writer, "30 01  01 0BB8 04D2 07D0 03E8 41 0002 64 65");
    }

    [Fact]
    public void A_supercapacitor_has_cells_and_probes_clause_7_unit_31()
    {
        const string Hex = "FD 1388 7594 0002 0A8C FFFF 0001 3C";
        var unit = new SupercapacitorUnit(Bytes(Hex));
        Assert.Equal((253, 500, 10), (unit.System, unit.VoltageV, unit.CurrentA));
        Assert.Equal([2.7, Reading.Invalid], Values(unit.VoltagesV));
        Assert.Equal([20], Values(unit.TemperaturesC));
        var writer = Start(Edition.V2025);
        writer.Supercapacitor(253, 500, 10, [2.7, Reading.Invalid], [20]);
        Ends(writer, "31" + Hex);
    }

    [Fact]
    public void A_supercapacitor_whose_cells_are_invalid_still_has_its_probes_clause_7_unit_31()
    {
        var unit = new SupercapacitorUnit(Bytes("01 1388 7594 FFFF 0002 3C 3D"));
        Assert.Equal((Validity.Invalid, 0), (unit.VoltagesV.Absence, unit.VoltagesV.Count));
        Assert.Equal([20, 21], Values(unit.TemperaturesC));
    }

    [Fact]
    public void Extremes_of_supercapacitors_number_their_cells_with_a_word_clause_7_unit_32()
    {
        const string Hex = "01 0101 0A8C  02 FFFB 0A28  03 0001 46  04 0002 FF";
        var unit = new SupercapacitorExtremesUnit(Bytes(Hex));
        var expected = (new Extreme(1, 257, 2.7), new Extreme(2, 65531, 2.6), new Extreme(3, 1, 30), new Extreme(4, 2, Reading.Invalid));
        Assert.Equal(expected, (unit.MaxCell, unit.MinCell, unit.MaxProbe, unit.MinProbe));
        var writer = Start(Edition.V2025);
        writer.SupercapacitorExtremes(expected.Item1, expected.Item2, expected.Item3, expected.Item4);
        Ends(writer, "32" + Hex);
    }

    [Fact]
    public void Alarms_of_2025_have_level_4_and_a_level_for_each_flag_clause_7_unit_06()
    {
        const string Hex = "04 00800002 01 0000002A 00 00 00 02 17 04 01 FE";
        var unit = new AlarmUnit(Edition.V2025, Bytes(Hex));
        Assert.Equal((4, 1u << AlarmFlags.ThermalEventBit | 2u, 42u), (unit.Level, unit.Flags, unit.Battery[0]));
        Assert.Equal((4, Reading.Abnormal, Reading.Invalid), (unit.LevelOf(23), unit.LevelOf(1), unit.LevelOf(0)));
        var writer = Start(Edition.V2025);
        writer.Alarm(4, unit.Flags, new FaultCodes { Battery = [42] }, [new(23, 4), new(1, Reading.Abnormal)]);
        Ends(writer, "06" + Hex);
    }

    [Fact]
    public void The_2016_edition_has_no_stacks_supercapacitors_levels_and_signatures()
    {
        Throws(w => w.FuelCellStacks([]));
        Throws(w => w.Supercapacitor(1, 1, 1, [], []));
        Throws(w => w.SupercapacitorExtremes(default, default, default, default));
        Throws(w => w.Alarm(1, 0, default, [new(1, 1)]));
        Throws(w => w.Signature(SignatureAlgorithm.Rsa, [1]));
    }

    private delegate void Write(FrameWriter writer);

    private void Throws(Write write) => Assert.Throws<InvalidOperationException>(() => write(Start(Edition.V2016)));

    private static Reading[] Values(Readings readings)
    {
        var values = new List<Reading>();
        foreach (var value in readings)
            values.Add(value);
        return [.. values];
    }
}
