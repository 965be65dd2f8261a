using System.Buffers;
using Twins.Protocols;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Simulator.Fleet;

/// <summary>The frames of a vehicle with one motor, one battery pack and one SIM (GB/T 32960.3), in one edition; in 2025 some have a fuel cell, some report GCJ-02, and all sign if there is a key.</summary>
internal sealed class FleetFrames(Edition edition, SigningKey? key)
{
    private const int LongestFrame = 2048, Subsystem = 1, OneInGcj02 = 7;

    private const double RevolutionsPerKilometre = 4400;

    /// <summary>Appends a vehicle login (0x01).</summary>
    internal void WriteLogin(IBufferWriter<byte> output, VehicleModel vehicle, DateTimeOffset now, ushort sequence)
    {
        var frame = output.GetSpan(LongestFrame);
        output.Advance(edition == Edition.V2025
            ? FrameWriter.VehicleLogin(frame, vehicle.Vin, now, sequence, vehicle.Iccid, [1], [vehicle.PackCode])
            : FrameWriter.VehicleLogin(frame, vehicle.Vin, now, sequence, vehicle.Iccid, 1, [vehicle.PackCode]));
    }

    /// <summary>Appends a vehicle logout (0x04).</summary>
    internal void WriteLogout(IBufferWriter<byte> output, string vin, DateTimeOffset now, ushort sequence) =>
        output.Advance(FrameWriter.Logout(output.GetSpan(LongestFrame), edition, Command.VehicleLogout, vin, now, sequence));

    /// <summary>
    /// Appends a realtime report (0x02) with vehicle data, motors (not while charging, as the standard asks), position, alarms, cells and probes; in 2016 with extremes (06), in
    /// 2025 with the units of a fuel cell (03, 30, 31, 32) where there is one.
    /// </summary>
    internal void WriteReport(IBufferWriter<byte> output, VehicleModel vehicle, DateTimeOffset now, VehicleSample sample)
    {
        var writer = FrameWriter.Report(output.GetSpan(LongestFrame), edition, Command.Realtime, vehicle.Vin, now);
        writer.Vehicle(VehicleOf(sample));
        if (sample.Charge != ChargeState.ParkedCharging)
            writer.Motors([MotorOf(sample)]);
        if (edition == Edition.V2025)
            WriteUnits2025(ref writer, vehicle.Number, sample);
        else
            WriteUnits2016(ref writer, sample);
        writer.CellVoltages([new CellVoltageValues(Subsystem, sample.PackVoltageV, sample.CurrentA, sample.CellVoltagesV)]);
        writer.ProbeTemperatures([new ProbeTemperatureValues(Subsystem, sample.TemperaturesC)]);
        key?.Sign(ref writer);
        output.Advance(writer.Finish());
    }

    private static void WriteUnits2016(ref FrameWriter writer, VehicleSample sample)
    {
        writer.Position(true, sample.Longitude, sample.Latitude);
        var (minCell, maxCell) = ExtremesOf(sample.CellVoltagesV);
        var (minProbe, maxProbe) = ExtremesOf(sample.TemperaturesC);
        writer.Extremes(maxCell, minCell, maxProbe, minProbe);
        writer.Alarm(sample.Alarm.Level, sample.Alarm.Flags);
    }

    private static void WriteUnits2025(ref FrameWriter writer, int number, VehicleSample sample)
    {
        if (number % OneInGcj02 == OneInGcj02 - 1)
        {
            var (longitude, latitude) = Gcj02.FromWgs84(sample.Longitude, sample.Latitude);
            writer.Position(true, longitude, latitude, CoordinateSystem.Gcj02);
        }
        else
        {
            writer.Position(true, sample.Longitude, sample.Latitude);
        }
        Span<AlarmFlagLevel> levels = stackalloc AlarmFlagLevel[32];
        writer.Alarm(sample.Alarm.Level, sample.Alarm.Flags, default, levels[..sample.Alarm.Levels(levels)]);
        if (FuelCell.IsIn(number))
            FuelCell.Write(ref writer, sample);
    }

    private static VehicleValues VehicleOf(VehicleSample sample) => new()
    {
        Power = sample.Power,
        Charge = sample.Charge,
        SpeedKmh = sample.SpeedKmh,
        OdometerKm = sample.OdometerKm,
        PackVoltageV = sample.PackVoltageV,
        CurrentA = sample.CurrentA,
        SocPercent = sample.SocPercent,
        Dcdc = sample.Power == PowerState.On ? DcdcState.Working : DcdcState.Off,
        Gear = sample.Gear,
        DriveForce = sample.AccelerationMs2 > 0,
        BrakeForce = sample.AccelerationMs2 < 0,
        InsulationKohm = sample.InsulationKohm,
        AcceleratorPercent = Math.Round(Math.Clamp(50 * sample.AccelerationMs2, 0, 100)),
        BrakePercent = Math.Round(Math.Clamp(-30 * sample.AccelerationMs2, 0, 100)),
    };

    private static MotorValues MotorOf(VehicleSample sample)
    {
        var forceN = TractionPower.ForceN(sample.SpeedKmh, sample.AccelerationMs2);
        var status = sample.Power != PowerState.On ? MotorState.Off : forceN > 0 ? MotorState.Consuming : forceN < 0 ? MotorState.Generating : MotorState.Ready;
        // A motor turns so often a kilometre; its torque does the wheels' work over that way.
        var torqueNm = forceN * 1000 / (2 * Math.PI * RevolutionsPerKilometre);
        var heatC = 20 + Math.Min(60, Math.Abs(sample.CurrentA) / 3);
        return new MotorValues(
            1, status, Math.Round(heatC), Math.Round(sample.SpeedKmh * RevolutionsPerKilometre / 60), torqueNm, Math.Round(heatC + 8),
            sample.PackVoltageV, sample.CurrentA);
    }

    private static (Extreme Min, Extreme Max) ExtremesOf(ReadOnlySpan<Reading> values)
    {
        var (min, max) = (0, 0);
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i].Value < values[min].Value)
                min = i;
            if (values[i].Value > values[max].Value)
                max = i;
        }
        return (new Extreme(Subsystem, min + 1, values[min]), new Extreme(Subsystem, max + 1, values[max]));
    }
}
