using FsCheck;
using FsCheck.Fluent;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Whatever is written within its range is read again as it was, every field of every unit, and encodes from its document to the same bytes.</summary>
public class RoundTripTests
{
    private readonly byte[] _buffer = new byte[FrameWriter.MaxLength];

    private delegate void Write(ref FrameWriter writer);

    private delegate void Check(Edition edition, ReadOnlySpan<byte> body);

    private void Survives(Edition edition, Write write, Check check)
    {
        var writer = FrameWriter.Report(_buffer, edition, Command.Realtime, Samples.Vin, Samples.Time);
        write(ref writer);
        var bytes = _buffer[..writer.Finish()];
        Assert.True(FrameView.TryCreate(bytes, out var frame));
        var units = frame.Units;
        Assert.True(units.MoveNext());
        check(edition, units.Body);
        Assert.False(units.MoveNext());
        Assert.Equal(DecodeErrorCode.None, units.Error);
        var hex = Convert.ToHexStringLower(bytes);
        Assert.Equal(hex, Documents.Reencode(hex));
    }

    private static void ForAll(Action<Draw, Edition> property) => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Elements(Edition.V2016, Edition.V2025).ToArbitrary(),
        (seed, edition) => property(new Draw(seed), edition)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Reading Only(bool isThere, Reading value) => isThere ? value : Reading.Invalid;

    private static Reading[] All(Readings readings)
    {
        var values = new List<Reading>();
        foreach (var value in readings)
            values.Add(value);
        return [.. values];
    }

    [Fact]
    public void Vehicle_data_survive_clause_7_2_3_1() => ForAll((draw, edition) =>
    {
        var is2016 = edition == Edition.V2016;
        var (fastest, mostVolts, mostAmperes) = is2016 ? (220, 1000, 1000) : (500, 6000, 3000);
        var values = new VehicleValues
        {
            Power = draw.One<PowerState>(), Charge = draw.One<ChargeState>(), Mode = draw.One<RunMode>(), SpeedKmh = draw.Reading(0, fastest, 10),
            OdometerKm = draw.Reading(0, 999_999.9, 10), PackVoltageV = draw.Reading(0, mostVolts, 10), CurrentA = draw.Reading(-mostAmperes, mostAmperes, 10),
            SocPercent = draw.Reading(0, 100), Dcdc = draw.One<DcdcState>(), Gear = is2016 || draw.Coin() ? (Gear)draw.Whole(0, 15) : null, DriveForce = draw.Coin(),
            BrakeForce = draw.Coin(), InsulationKohm = is2016 ? draw.Number(0, 60_000) : draw.Reading(0, 60_000), AcceleratorPercent = Only(is2016, draw.Reading(0, 100)),
            BrakePercent = is2016 && draw.Coin() ? null : Only(is2016, draw.Reading(0, 100)),
        };
        Survives(edition, (ref FrameWriter w) => w.Vehicle(values), (e, body) =>
        {
            var unit = new VehicleUnit(e, body);
            Assert.Equal(values, new VehicleValues
            {
                Power = unit.Power, Charge = unit.Charge, Mode = unit.Mode, SpeedKmh = unit.SpeedKmh, OdometerKm = unit.OdometerKm, PackVoltageV = unit.PackVoltageV,
                CurrentA = unit.CurrentA, SocPercent = unit.SocPercent, Dcdc = unit.Dcdc, Gear = unit.Gear, DriveForce = unit.DriveForce, BrakeForce = unit.BrakeForce,
                InsulationKohm = unit.InsulationKohm, AcceleratorPercent = unit.AcceleratorPercent,
                BrakePercent = unit.BrakePercent.Validity == Validity.OutOfRange && unit.BrakePressed ? null : unit.BrakePercent,
            });
        });
    });

    [Fact]
    public void Motors_survive_clause_7_2_3_2() => ForAll((draw, edition) =>
    {
        var is2016 = edition == Edition.V2016;
        var (slowest, fastest, weakest, strongest) = is2016 ? (-20_000, 45_531, -2000, 4553.1) : (-32_000, 33_531, -20_000, 20_000);
        MotorValues[] motors = [.. Enumerable.Range(0, draw.Whole(0, 4)).Select(_ => new MotorValues(
            draw.Whole(1, 253), draw.One<MotorState>(), draw.Reading(-40, 210), draw.Reading(slowest, fastest), draw.Reading(weakest, strongest, 10), draw.Reading(-40, 210),
            Only(is2016, draw.Reading(0, 6000, 10)), Only(is2016, draw.Reading(-1000, 1000, 10))))];
        Survives(edition, (ref FrameWriter w) => w.Motors(motors), (e, body) =>
        {
            var found = new List<MotorValues>();
            foreach (var m in new MotorsUnit(e, body))
                found.Add(new((int)m.Number.Value, m.Status, m.ControllerTemperatureC, m.SpeedRpm, m.TorqueNm, m.TemperatureC, m.ControllerVoltageV, m.BusCurrentA));
            Assert.Equal(motors, found);
        });
    });

    [Fact]
    public void A_fuel_cell_survives_clause_7_2_3_3() => ForAll((draw, edition) =>
    {
        var is2016 = edition == Edition.V2016;
        var sensors = is2016 ? 252 : 253;
        var hydrogen = new HydrogenValues(
            is2016 ? draw.Reading(-40, 200, 10) : draw.Reading(-40, 210), draw.Reading(1, sensors), is2016 ? draw.Reading(0, 60_000) : draw.Reading(0, 6, 10_000), draw.Reading(1, sensors),
            draw.Reading(0, 100, 10), draw.Reading(1, sensors), draw.One<DcdcState>(), Only(!is2016, draw.Reading(0, 100)), Only(!is2016, draw.Reading(-40, 210)));
        var electric = (Only(is2016, draw.Reading(0, 2000, 10)), Only(is2016, draw.Reading(0, 2000, 10)), Only(is2016, draw.Reading(0, 600, 100)));
        Reading[] probes = is2016 ? draw.Readings(5, -40, 200) : [];
        Survives(edition, (ref FrameWriter w) => w.FuelCell(hydrogen, electric.Item1, electric.Item2, electric.Item3, probes), (e, body) =>
        {
            var unit = new FuelCellUnit(e, body);
            Assert.Equal(electric, (unit.VoltageV, unit.CurrentA, unit.ConsumptionKgPer100Km));
            Assert.Equal(probes, All(unit.ProbeTemperaturesC));
            Assert.Equal(hydrogen, new HydrogenValues(
                unit.HydrogenMaxTemperatureC, unit.HydrogenMaxTemperatureProbe, unit.HydrogenMaxConcentration, unit.HydrogenMaxConcentrationSensor, unit.HydrogenMaxPressureMpa,
                unit.HydrogenMaxPressureSensor, unit.Dcdc, unit.HydrogenRemainingPercent, unit.DcdcControllerTemperatureC));
        });
    });

    [Fact]
    public void An_engine_and_a_position_survive_clauses_7_2_3_4_and_7_2_3_5() => ForAll((draw, edition) =>
    {
        var is2016 = edition == Edition.V2016;
        var engine = (draw.Reading(0, 60_000), is2016 ? draw.One<EngineState>() : EngineState.Invalid, Only(is2016, draw.Reading(0, 600, 100)));
        Survives(edition, (ref FrameWriter w) => w.Engine(engine.Item1, engine.Item2, engine.Item3), (e, body) =>
        {
            var unit = new EngineUnit(e, body);
            Assert.Equal(engine, (unit.SpeedRpm, unit.Status, unit.ConsumptionLPer100Km));
        });
        var position = (draw.Coin(), draw.Reading(-180, 180, 1_000_000), draw.Reading(-90, 90, 1_000_000), is2016 ? CoordinateSystem.Wgs84 : draw.One<CoordinateSystem>());
        Survives(edition, (ref FrameWriter w) => w.Position(position.Item1, position.Item2, position.Item3, position.Item4), (e, body) =>
        {
            var unit = new PositionUnit(e, body);
            Assert.Equal(position, (unit.Valid, unit.Longitude, unit.Latitude, unit.System));
        });
    });

    [Fact]
    public void Extremes_survive_clause_7_2_3_6_and_unit_32_of_2025() => ForAll((draw, _) =>
    {
        var batteries = (draw.Extreme(250, 250, 0, 15, 1000), draw.Extreme(250, 250, 0, 15, 1000), draw.Extreme(250, 250, -40, 210), draw.Extreme(250, 250, -40, 210));
        Survives(Edition.V2016, (ref FrameWriter w) => w.Extremes(batteries.Item1, batteries.Item2, batteries.Item3, batteries.Item4), (_, body) =>
        {
            var unit = new ExtremesUnit(body);
            Assert.Equal(batteries, (unit.MaxCell, unit.MinCell, unit.MaxProbe, unit.MinProbe));
        });
        var capacitors = (draw.Extreme(253, 65_531, 0, 15, 1000), draw.Extreme(253, 65_531, 0, 15, 1000), draw.Extreme(253, 65_531, -40, 210), draw.Extreme(253, 65_531, -40, 210));
        Survives(Edition.V2025, (ref FrameWriter w) => w.SupercapacitorExtremes(capacitors.Item1, capacitors.Item2, capacitors.Item3, capacitors.Item4), (_, body) =>
        {
            var unit = new SupercapacitorExtremesUnit(body);
            Assert.Equal(capacitors, (unit.MaxCell, unit.MinCell, unit.MaxProbe, unit.MinProbe));
        });
    });

    [Fact]
    public void Alarms_survive_clause_7_2_3_7() => ForAll((draw, edition) =>
    {
        var most = edition == Edition.V2016 ? 3 : 4;
        var (level, flags) = (draw.Reading(0, most), (uint)draw.Whole(0, int.MaxValue - 1) * 2 + 1);
        uint[][] codes = [draw.Codes(), draw.Codes(), draw.Codes(), draw.Codes()];
        AlarmFlagLevel[] levels = edition == Edition.V2016 ? [] : [.. Enumerable.Range(0, 32).Where(_ => draw.Coin()).Select(bit => new AlarmFlagLevel(bit, draw.Reading(0, 4)))];
        Survives(
            edition, (ref FrameWriter w) => w.Alarm(level, flags, new FaultCodes { Battery = codes[0], Motor = codes[1], Engine = codes[2], Other = codes[3] }, levels), (e, body) =>
            {
                var unit = new AlarmUnit(e, body);
                Assert.Equal((level, flags), (unit.Level, unit.Flags));
                Assert.Equal(codes, [All(unit.Battery), All(unit.Motor), All(unit.Engine), All(unit.Other)]);
                for (var bit = 0; bit < 32; bit++)
                    Assert.Equal(levels.FirstOrDefault(l => l.Bit == bit).Level, unit.LevelOf(bit));
            });
    });

    private static uint[] All(FaultList list)
    {
        var codes = new uint[list.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = list[i];
        return codes;
    }

    [Fact]
    public void Cells_and_probes_survive_Annex_B() => ForAll((draw, edition) =>
    {
        var is2016 = edition == Edition.V2016;
        var (systems, mostVolts, mostAmperes) = is2016 ? (250, 1000, 1000) : (50, 6000, 3000);
        var cells = Enumerable.Range(0, draw.Whole(0, 3)).Select(_ => new CellVoltageValues(
            draw.Whole(1, systems), draw.Reading(0, mostVolts, 10), draw.Reading(-mostAmperes, mostAmperes, 10), draw.Readings(20, 0, 60, 1000), draw.Whole(1, 65_531), draw.Whole(1, 65_531))).ToArray();
        Survives(edition, (ref FrameWriter w) => w.CellVoltages(cells), (e, body) =>
        {
            var index = 0;
            foreach (var found in new CellVoltagesUnit(e, body))
            {
                var wanted = cells[index++];
                Assert.Equal((wanted.Subsystem, wanted.PackVoltageV, wanted.CurrentA), (found.Subsystem.Value, found.PackVoltageV, found.CurrentA));
                Assert.Equal(is2016 ? (wanted.CellCount, wanted.FirstCell) : (found.Count, 1), (found.CellCount.Value, found.FirstCell.Value));
                var voltages = new Reading[found.Count];
                for (var i = 0; i < voltages.Length; i++)
                    voltages[i] = found.VoltageV(i);
                Assert.Equal(wanted.VoltagesV.ToArray(), voltages);
            }
            Assert.Equal(cells.Length, index);
        });
        var probes = Enumerable.Range(0, draw.Whole(0, 3)).Select(_ => new ProbeTemperatureValues(draw.Whole(1, systems), draw.Readings(20, -40, 210))).ToArray();
        Survives(edition, (ref FrameWriter w) => w.ProbeTemperatures(probes), (e, body) =>
        {
            var index = 0;
            foreach (var found in new ProbeTemperaturesUnit(e, body))
            {
                var temperatures = new Reading[found.Raw.Length];
                for (var i = 0; i < temperatures.Length; i++)
                    temperatures[i] = found.TemperatureC(i);
                Assert.Equal(probes[index].Subsystem, found.Subsystem.Value);
                Assert.Equal(probes[index++].TemperaturesC.ToArray(), temperatures);
            }
            Assert.Equal(probes.Length, index);
        });
    });

    [Fact]
    public void Stacks_and_supercapacitors_survive_units_30_and_31_of_2025() => ForAll((draw, _) =>
    {
        var stacks = Enumerable.Range(0, draw.Whole(0, 3)).Select(_ => new FuelCellStackValues(
            draw.Whole(1, 253), draw.Reading(0, 2000, 10), draw.Reading(0, 2000, 10), draw.Reading(-100, 400, 10), draw.Reading(-100, 400, 10), draw.Reading(-40, 210), draw.Readings(5, -40, 210))).ToArray();
        Survives(Edition.V2025, (ref FrameWriter w) => w.FuelCellStacks(stacks), (_, body) =>
        {
            var index = 0;
            foreach (var s in new FuelCellStacksUnit(body))
            {
                var wanted = stacks[index++];
                Assert.Equal(wanted.CoolantOutletTemperaturesC.ToArray(), All(s.CoolantOutletTemperaturesC));
                Assert.Equal(wanted, new FuelCellStackValues(
                    (int)s.Number.Value, s.VoltageV, s.CurrentA, s.HydrogenInletPressureKpa, s.AirInletPressureKpa, s.AirInletTemperatureC, wanted.CoolantOutletTemperaturesC));
            }
            Assert.Equal(stacks.Length, index);
        });
        var (system, voltage, current) = (draw.Whole(1, 253), draw.Reading(0, 1000, 10), draw.Reading(-3000, 3000, 10));
        var (cells, probes) = (draw.Readings(9, 0, 60, 1000), draw.Readings(9, -40, 210));
        Survives(Edition.V2025, (ref FrameWriter w) => w.Supercapacitor(system, voltage, current, cells, probes), (_, body) =>
        {
            var unit = new SupercapacitorUnit(body);
            Assert.Equal((system, voltage, current), (unit.System.Value, unit.VoltageV, unit.CurrentA));
            Assert.Equal(cells, All(unit.VoltagesV));
            Assert.Equal(probes, All(unit.TemperaturesC));
        });
    });
}
