using System.Buffers.Binary;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

public ref partial struct FrameWriter
{
    private readonly int MostCodes => Is2025 ? 253 : 252;

    private readonly bool Is2025 => Edition == Edition.V2025;

    /// <summary>Appends vehicle data (clause 7.2.3.1). Values that do not fit their range throw <see cref="ArgumentOutOfRangeException"/>, here and below.</summary>
    public void Vehicle(in VehicleValues values)
    {
        var table = Is2025 ? VehicleTable.V2025 : VehicleTable.V2016;
        var body = TakeUnit(0x01, table.Layout.FixedLength);
        body[table.Power.Offset] = (byte)values.Power;
        body[table.Charge.Offset] = (byte)values.Charge;
        body[table.Mode.Offset] = (byte)values.Mode;
        table.SpeedKmh.Put(body, values.SpeedKmh);
        table.OdometerKm.Put(body, values.OdometerKm);
        table.PackVoltageV.Put(body, values.PackVoltageV);
        table.CurrentA.Put(body, values.CurrentA);
        table.SocPercent.Put(body, values.SocPercent);
        body[table.Dcdc.Offset] = (byte)values.Dcdc;
        table.Gear.Put(body, values.Gear, values.DriveForce, values.BrakeForce);
        table.InsulationKohm.Put(body, values.InsulationKohm);
        if (Is2025)
            return;
        table.AcceleratorPercent.Put(body, values.AcceleratorPercent);
        table.BrakePercent.Put(body, values.BrakePercent);
    }

    /// <summary>Appends the drive motors (clause 7.2.3.2), at most 253.</summary>
    public void Motors(scoped ReadOnlySpan<MotorValues> motors)
    {
        var table = Is2025 ? MotorTable.V2025 : MotorTable.V2016;
        TakeList(0x02, motors.Length, MotorTable.Most);
        foreach (ref readonly var motor in motors)
        {
            var item = Take(table.Item.FixedLength);
            table.Number.Put(item, motor.Number);
            item[table.Status.Offset] = (byte)motor.Status;
            table.ControllerTemperatureC.Put(item, motor.ControllerTemperatureC);
            table.SpeedRpm.Put(item, motor.SpeedRpm);
            table.TorqueNm.Put(item, motor.TorqueNm);
            table.TemperatureC.Put(item, motor.TemperatureC);
            if (Is2025)
                continue;
            table.ControllerVoltageV.Put(item, motor.ControllerVoltageV);
            table.BusCurrentA.Put(item, motor.BusCurrentA);
        }
    }

    /// <summary>Appends the fuel cell (clause 7.2.3.3). Voltage, current, consumption and probes belong to 2016; 2025 has the hydrogen system alone.</summary>
    public void FuelCell(
        in HydrogenValues hydrogen, Reading voltageV = default, Reading currentA = default, Reading consumptionKgPer100Km = default,
        scoped ReadOnlySpan<Reading> probeTemperaturesC = default)
    {
        var table = Is2025 ? FuelCellTable.V2025 : FuelCellTable.V2016;
        Take(1)[0] = 0x03;
        if (!Is2025)
        {
            var head = Take(table.ProbeTemperaturesC.Offset);
            table.VoltageV.Put(head, voltageV);
            table.CurrentA.Put(head, currentA);
            table.ConsumptionKgPer100Km.Put(head, consumptionKgPer100Km);
            PutSeries(table.ProbeTemperaturesC, probeTemperaturesC);
        }
        var body = Take(table.Hydrogen.FixedLength);
        table.HydrogenTemperatureC.Put(body, hydrogen.MaxTemperatureC);
        table.HydrogenProbe.Put(body, hydrogen.MaxTemperatureProbe);
        table.Concentration.Put(body, hydrogen.MaxConcentration);
        table.ConcentrationSensor.Put(body, hydrogen.MaxConcentrationSensor);
        table.PressureMpa.Put(body, hydrogen.MaxPressureMpa);
        table.PressureSensor.Put(body, hydrogen.MaxPressureSensor);
        body[table.Dcdc.Offset] = (byte)hydrogen.Dcdc;
        if (!Is2025)
            return;
        table.RemainingPercent.Put(Take(1), 0, hydrogen.RemainingPercent);
        table.ControllerTemperatureC.Put(Take(1), 0, hydrogen.DcdcControllerTemperatureC);
    }

    /// <summary>Appends the engine (clause 7.2.3.4). State and consumption belong to 2016.</summary>
    public void Engine(Reading speedRpm, EngineState status = EngineState.On, Reading consumptionLPer100Km = default)
    {
        var table = Is2025 ? EngineTable.V2025 : EngineTable.V2016;
        var body = TakeUnit(0x04, table.Layout.FixedLength);
        table.SpeedRpm.Put(body, speedRpm);
        if (Is2025)
            return;
        body[table.Status.Offset] = (byte)status;
        table.ConsumptionLPer100Km.Put(body, consumptionLPer100Km);
    }

    /// <summary>Appends the position (clause 7.2.3.5): degrees, positive east and north. The coordinate system is written in 2025 only.</summary>
    public void Position(bool valid, Reading longitude, Reading latitude, CoordinateSystem system = CoordinateSystem.Wgs84)
    {
        var table = Is2025 ? PositionTable.V2025 : PositionTable.V2016;
        var body = TakeUnit(0x05, table.Layout.FixedLength);
        body[0] = (byte)(valid ? 0 : FixByte.NoFix);
        table.Longitude.Put(body, longitude);
        table.Latitude.Put(body, latitude);
        if (Is2025)
            body[table.System.Offset] = (byte)system;
    }

    /// <summary>Appends the extremes (clause 7.2.3.6; 2016 only).</summary>
    public void Extremes(in Extreme maxCell, in Extreme minCell, in Extreme maxProbe, in Extreme minProbe)
    {
        if (Is2025)
            throw new InvalidOperationException("The 2025 edition has no extremes unit; its 06 means alarms.");
        PutExtremes(0x06, ExtremesTable.V2016, maxCell, minCell, maxProbe, minProbe);
    }

    /// <summary>Appends the alarms (clause 7.2.3.7): the highest level, the general bits, the manufacturer's codes, at most 252 a list (253 in 2025).</summary>
    /// <param name="level">0 to 3 (2016) or 4 (2025).</param>
    /// <param name="flags">The general bits.</param>
    /// <param name="faults">The manufacturer's codes.</param>
    /// <param name="levels">The level of each general alarm (2025).</param>
    public void Alarm(Reading level, uint flags, scoped FaultCodes faults = default, scoped ReadOnlySpan<AlarmFlagLevel> levels = default)
    {
        if (!levels.IsEmpty)
            RequireV2025("levels of general alarms");
        var table = Is2025 ? AlarmTable.V2025 : AlarmTable.V2016;
        var body = TakeUnit(Is2025 ? (byte)0x06 : (byte)0x07, table.Faults.Offset);
        table.Level.Put(body, level);
        BinaryPrimitives.WriteUInt32BigEndian(body[table.Flags.Offset..], flags);
        PutCodes(faults.Battery);
        PutCodes(faults.Motor);
        PutCodes(faults.Engine);
        PutCodes(faults.Other);
        if (!Is2025)
            return;
        TakeCount(levels.Length, MostCodes);
        foreach (ref readonly var flag in levels)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(flag.Bit, nameof(levels));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(flag.Bit, 31, nameof(levels));
            Take(1)[0] = (byte)flag.Bit;
            table.FlagLevelValue.Put(Take(1), 0, flag.Level);
        }
    }

    /// <summary>Appends cell voltages (Annex B).</summary>
    public void CellVoltages(scoped ReadOnlySpan<CellVoltageValues> subsystems)
    {
        var table = Is2025 ? CellTable.V2025 : CellTable.V2016;
        TakeList(Is2025 ? (byte)0x07 : (byte)0x08, subsystems.Length, Is2025 ? 50 : 250);
        foreach (ref readonly var subsystem in subsystems)
        {
            var head = Take(table.VoltagesV.Offset);
            table.Subsystem.Put(head, subsystem.Subsystem);
            table.PackVoltageV.Put(head, subsystem.PackVoltageV);
            table.CurrentA.Put(head, subsystem.CurrentA);
            if (!Is2025)
            {
                table.CellCount.Put(head, subsystem.CellCount == 0 ? subsystem.VoltagesV.Length : subsystem.CellCount);
                table.FirstCell.Put(head, subsystem.FirstCell);
            }
            PutSeries(table.VoltagesV, subsystem.VoltagesV.Span);
        }
    }

    /// <summary>Appends probe temperatures (Annex B).</summary>
    public void ProbeTemperatures(scoped ReadOnlySpan<ProbeTemperatureValues> subsystems)
    {
        var table = Is2025 ? ProbeTable.V2025 : ProbeTable.V2016;
        TakeList(Is2025 ? (byte)0x08 : (byte)0x09, subsystems.Length, Is2025 ? 50 : 250);
        foreach (ref readonly var subsystem in subsystems)
        {
            table.Subsystem.Put(Take(1), 0, subsystem.Subsystem);
            PutSeries(table.TemperaturesC, subsystem.TemperaturesC.Span);
        }
    }

    /// <summary>Appends a custom unit, type 80 to FE.</summary>
    public void Custom(byte type, scoped ReadOnlySpan<byte> data)
    {
        if (type is < 0x80 or > 0xFE)
            throw new ArgumentOutOfRangeException(nameof(type), type, "Custom units have the types 0x80 to 0xFE.");
        BinaryPrimitives.WriteUInt16BigEndian(TakeUnit(type, 2), checked((ushort)data.Length));
        data.CopyTo(Take(data.Length));
    }

    /// <summary>What a signature covers (2025): everything written behind the header so far, from the time on.</summary>
    public readonly ReadOnlySpan<byte> SignedBytes => _frame[FrameView.HeaderLength.._at];

    /// <summary>Appends the signature of <see cref="SignedBytes"/> (2025), which ends a report or an activation. For RSA all of it is <paramref name="r"/>.</summary>
    public void Signature(SignatureAlgorithm algorithm, scoped ReadOnlySpan<byte> r, scoped ReadOnlySpan<byte> s = default)
    {
        RequireV2025("signatures");
        if (_frame[2] != (byte)Command.Activation)
            Take(1)[0] = 0xFF;
        Take(1)[0] = (byte)algorithm;
        PutBlob(r);
        PutBlob(s);
    }

    private void PutSeries(Series series, scoped ReadOnlySpan<Reading> values) => series.Put(Take(series.LengthOf(values.Length)), values);

    private void PutCodes(scoped ReadOnlySpan<uint> codes)
    {
        TakeCount(codes.Length, MostCodes);
        foreach (var code in codes)
            BinaryPrimitives.WriteUInt32BigEndian(Take(Codes.CodeLength), code);
    }

    private Span<byte> TakeUnit(byte type, int length)
    {
        Take(1)[0] = type;
        return Take(length);
    }

    private void TakeList(byte type, int count, int most)
    {
        Take(1)[0] = type;
        TakeCount(count, most);
    }

    private void TakeCount(int count, int most)
    {
        if (count > most)
            throw new ArgumentException($"A list of {count} is too long, at most {most} are allowed.", nameof(count));
        Take(1)[0] = (byte)count;
    }
}
