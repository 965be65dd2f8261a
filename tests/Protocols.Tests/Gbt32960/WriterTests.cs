using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>What the writer composes is what the readers find, and answers follow clause 6.3.2.</summary>
public class WriterTests
{
    [Theory]
    [InlineData(Edition.V2016)]
    [InlineData(Edition.V2025)]
    public void A_report_of_every_unit_is_read_in_place_as_it_was_written(Edition edition)
    {
        Assert.True(FrameView.TryCreate(Samples.Report(edition, 7), out var frame));
        Assert.True(frame.IsCheckCodeRight && frame.TryGetTime(out var time) && time == Samples.Time && frame.Id == Samples.Vin);
        var kinds = new List<UnitKind>();
        var units = frame.Units;
        while (units.MoveNext())
        {
            kinds.Add(units.Kind);
            switch (units.Kind)
            {
                case UnitKind.Vehicle: CheckVehicle(new VehicleUnit(edition, units.Body), Samples.Vehicle(new Random(7)), edition); break;
                case UnitKind.Motors: CheckMotors(new MotorsUnit(edition, units.Body), edition); break;
                case UnitKind.FuelCell: CheckFuelCell(new FuelCellUnit(edition, units.Body), edition); break;
                case UnitKind.Position: CheckPosition(new PositionUnit(edition, units.Body)); break;
                case UnitKind.Extremes: Assert.Equal((new Extreme(1, 8, 3.63), Reading.Invalid), (new ExtremesUnit(units.Body).MaxCell, new ExtremesUnit(units.Body).MinProbe.Value)); break;
                case UnitKind.Alarm: CheckAlarm(new AlarmUnit(edition, units.Body)); break;
                case UnitKind.CellVoltages: CheckCells(new CellVoltagesUnit(edition, units.Body), edition); break;
                case UnitKind.ProbeTemperatures: CheckProbes(new ProbeTemperaturesUnit(edition, units.Body)); break;
            }
        }
        Assert.Equal(DecodeErrorCode.None, units.Error);
        UnitKind[] extremes = edition == Edition.V2016 ? [UnitKind.Extremes] : [];
        Assert.Equal(
            [UnitKind.Vehicle, UnitKind.Motors, UnitKind.FuelCell, UnitKind.Engine, UnitKind.Position, .. extremes, UnitKind.Alarm, UnitKind.CellVoltages, UnitKind.ProbeTemperatures, UnitKind.Custom],
            kinds);
    }

    [Theory]
    [InlineData(Edition.V2016)]
    [InlineData(Edition.V2025)]
    public void What_is_written_decodes_without_an_error_and_encodes_to_the_same(Edition edition)
    {
        var hex = Convert.ToHexStringLower(Samples.Report(edition, 3));
        Assert.Equal("[]", Documents.Decode(hex)["errors"]!.ToJsonString());
        Assert.Equal(hex, Documents.Reencode(hex));
    }

    private static void CheckVehicle(VehicleUnit found, VehicleValues written, Edition edition)
    {
        Assert.Equal((written.Power, written.Charge, written.Mode, written.Dcdc), (found.Power, found.Charge, found.Mode, found.Dcdc));
        Assert.Equal((written.SpeedKmh, written.OdometerKm, written.PackVoltageV, written.CurrentA), (found.SpeedKmh, found.OdometerKm, found.PackVoltageV, found.CurrentA));
        Assert.Equal((written.SocPercent, written.InsulationKohm, written.Gear), (found.SocPercent, found.InsulationKohm, found.Gear));
        Assert.True(found.DriveForce && !found.BrakeForce);
        Assert.Equal(edition == Edition.V2016, found.BrakePressed);
        Assert.Equal(edition == Edition.V2016 ? 12 : Reading.Invalid, found.AcceleratorPercent);
        Assert.Equal(edition == Edition.V2016 ? Validity.OutOfRange : Validity.Invalid, found.BrakePercent.Validity);
    }

    private static void CheckMotors(MotorsUnit motors, Edition edition)
    {
        Assert.Equal(1, motors.Count);
        foreach (var motor in motors)
        {
            Assert.Equal((1, MotorState.Consuming, 40, 100.5, Reading.Abnormal), (motor.Number, motor.Status, motor.ControllerTemperatureC, motor.TorqueNm, motor.TemperatureC));
            Assert.Equal(edition == Edition.V2016 ? (520.1, -12.3) : (Reading.Invalid, Reading.Invalid), (motor.ControllerVoltageV, motor.BusCurrentA));
        }
    }

    private static void CheckFuelCell(FuelCellUnit cell, Edition edition)
    {
        Assert.Equal((65, Reading.Invalid, 35.5, DcdcState.Off), (cell.HydrogenMaxTemperatureC, cell.HydrogenMaxConcentration, cell.HydrogenMaxPressureMpa, cell.Dcdc));
        Assert.Equal(edition == Edition.V2016 ? (400.1, 10, 1.25) : (Reading.Invalid, Reading.Invalid, Reading.Invalid), (cell.VoltageV, cell.CurrentA, cell.ConsumptionKgPer100Km));
        Assert.Equal(edition == Edition.V2016 ? Reading.Invalid : 80, cell.HydrogenRemainingPercent);
    }

    private static void CheckPosition(PositionUnit position)
    {
        Assert.Equal((true, 121.473701, -31.230416), (position.Valid, position.Longitude, position.Latitude));
        Assert.Equal(CoordinateSystem.Wgs84, position.System);
    }

    private static void CheckAlarm(AlarmUnit alarm)
    {
        Assert.Equal((2, 1u << 11), (alarm.Level, alarm.Flags));
        Assert.Equal((1, 0xDEADBEEF, 0, 0, 2, 2u), (alarm.Battery.Count, alarm.Battery[0], alarm.Motor.Count, alarm.Engine.Count, alarm.Other.Count, alarm.Other[1]));
        Assert.Equal(Reading.Invalid, alarm.LevelOf(11));
    }

    private static void CheckCells(CellVoltagesUnit cells, Edition edition)
    {
        var expected = new[] { (1, 96, 96, 1), (2, 3, 400, 201) };
        var index = 0;
        foreach (var subsystem in cells)
        {
            var (number, here, total, first) = expected[index++];
            Assert.Equal((number, here), (subsystem.Subsystem.Value, subsystem.Count));
            Assert.Equal(edition == Edition.V2016 ? (total, first) : (here, 1), (subsystem.CellCount.Value, subsystem.FirstCell.Value));
            var millivolts = new ushort[here];
            subsystem.CopyMillivolts(millivolts);
            for (var i = 0; i < here; i++)
                Assert.Equal(millivolts[i] == CellVoltages.InvalidRaw ? Reading.Invalid : millivolts[i] / 1000.0, subsystem.VoltageV(i));
        }
        Assert.Equal(2, index);
    }

    private static void CheckProbes(ProbeTemperaturesUnit probes)
    {
        Assert.True(probes.MoveNext());
        var subsystem = probes.Current;
        Assert.Equal(
            (25, -40, 210, Reading.Abnormal),
            (subsystem.TemperatureC(0), subsystem.TemperatureC(1), subsystem.TemperatureC(2), subsystem.TemperatureC(3)));
        Assert.False(probes.MoveNext());
    }

    [Fact]
    public void Logins_and_logouts_are_read_as_they_were_written()
    {
        var buffer = new byte[FrameWriter.MaxLength];
        FrameView.TryCreate(buffer.AsSpan(0, FrameWriter.VehicleLogin(buffer, Samples.Vin, Samples.Time, 9, "8986", 2, ["ABC", "DEF"])), out var frame);
        Assert.True(VehicleLogin.TryRead(frame, out var login, out _));
        Assert.Equal((Samples.Time, 9, "8986", 2, "DEF"), (login.Time, login.Sequence, login.Iccid, login.PackCount, login.Code(1)));
        FrameView.TryCreate(buffer.AsSpan(0, FrameWriter.PlatformLogin(buffer, Edition.V2025, "OEM", Samples.Time, 65531, "oem-1", "secret")), out frame);
        Assert.True(PlatformLogin.TryRead(frame, out var platform, out _));
        Assert.Equal((65531, "oem-1", Encryption.None), (platform.Sequence, platform.UserName, platform.EncryptionRule));
        Assert.Equal("secret"u8, platform.Password);
        Assert.False(VehicleLogin.TryRead(frame, out _, out var error));
        Assert.Equal(DecodeErrorCode.CommandUnknown, error.Code);
        FrameView.TryCreate(buffer.AsSpan(0, FrameWriter.Logout(buffer, Edition.V2016, Command.PlatformLogout, "OEM", Samples.Time, 3)), out frame);
        Assert.True(Logout.TryRead(frame, out var logout, out _));
        Assert.Equal(new Logout(Samples.Time, 3), logout);
    }

    [Fact]
    public void A_login_of_2025_is_read_in_place()
    {
        var hex = "242401fe" + new string('4', 34) + "01004f" + "190103000000" + "0007" + "3839" + new string('0', 36) + "02" + "0101"
            + Convert.ToHexString("0RJPEA00HAU0AAF1310019550RJPEA00HAU0AAF131001956"u8);
        var bytes = Convert.FromHexString(Documents.WithCheckCode(hex));
        Assert.True(FrameView.TryCreate(bytes, out var frame));
        Assert.True(VehicleLogin.TryRead(frame, out var login, out _));
        Assert.Equal((7, "89", 2, "0RJPEA00HAU0AAF131001956"), (login.Sequence, login.Iccid, login.PackCount, login.Code(1)));
    }

    [Fact]
    public void An_answer_keeps_only_the_message_time_and_recomputes_length_and_check_code()
    {
        var answer = new byte[64];
        FrameView.TryCreate(Samples.Report(Edition.V2016), out var request);
        FrameView.TryCreate(answer.AsSpan(0, FrameWriter.Answer(answer, request, AnswerFlag.Error, default)), out var found);
        Assert.Equal((AnswerFlag.Error, Command.Realtime, Samples.Vin, 6), (found.Answer, found.Command, found.Id, found.Data.Length));
        Assert.True(found.IsCheckCodeRight && found.TryGetTime(out var time) && time == Samples.Time);
    }

    [Fact]
    public void A_heartbeat_is_answered_without_body_and_a_time_sync_with_the_servers_time()
    {
        byte[] request = new byte[64], answer = new byte[64];
        FrameView.TryCreate(request.AsSpan(0, FrameWriter.Bodiless(request, Edition.V2016, Command.Heartbeat, "X")), out var frame);
        Assert.Equal(FrameView.Overhead, FrameWriter.Answer(answer, frame, AnswerFlag.Success, Samples.Time));
        FrameView.TryCreate(request.AsSpan(0, FrameWriter.Bodiless(request, Edition.V2016, Command.TimeSync, "X")), out frame);
        FrameView.TryCreate(answer.AsSpan(0, FrameWriter.Answer(answer, frame, AnswerFlag.Success, Samples.Time)), out var found);
        Assert.True(found.TryGetTime(out var time) && time == Samples.Time);
    }

    [Fact]
    public void An_answer_is_never_answered() => Assert.Throws<ArgumentException>(() =>
    {
        FrameView.TryCreate(Convert.FromHexString(Documents.WithCheckCode("23230701" + new string('4', 34) + "010000")), out var frame);
        return FrameWriter.Answer(new byte[64], frame, AnswerFlag.Success, Samples.Time);
    });

    [Fact]
    public void What_nobody_set_is_invalid_and_never_a_measured_0()
    {
        Assert.Equal(Reading.Invalid, default);
        Assert.True(double.IsNaN(default(Reading).Value));
        var writer = FrameWriter.Report(new byte[512], Edition.V2025, Command.Realtime, Samples.Vin, Samples.Time);
        writer.Vehicle(new VehicleValues { Gear = null });
        writer.Motors([new MotorValues(1, MotorState.Off, default, default, default, default)]);
        Assert.Equal("01 010301 FFFF FFFFFFFF FFFF FFFF FF 01 80 FFFF  02 01 01 03 FF FFFF FFFFFFFF FF".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(writer.SignedBytes[6..]));
        writer = FrameWriter.Report(new byte[512], Edition.V2016, Command.Realtime, Samples.Vin, Samples.Time);
        writer.Vehicle(new VehicleValues { InsulationKohm = 1 });
        Assert.Equal("01 010301 FFFF FFFFFFFF FFFF FFFF FF 01 00 0001 FF FF".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(writer.SignedBytes[6..]));
    }

    [Fact]
    public void The_insulation_of_2016_has_no_mark_and_must_be_set_clause_7_2_3_1() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var writer = FrameWriter.Report(new byte[512], Edition.V2016, Command.Realtime, Samples.Vin, Samples.Time);
        writer.Vehicle(new VehicleValues());
    });

    [Fact]
    public void A_value_outside_its_range_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var writer = FrameWriter.Report(new byte[512], Edition.V2016, Command.Realtime, Samples.Vin, Samples.Time);
            writer.Vehicle(new VehicleValues { SpeedKmh = 220.1 });
        });
        Assert.Contains("speedKmh cannot be 220.1, allowed is 0.0 to 220.0", error.Message, StringComparison.Ordinal);
    }
}
