using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>The frames of a vehicle with one motor, one battery pack and one SIM (GB/T 32960.3-2016).</summary>
internal static class FleetFrames
{
    private const int LongestFrame = 512, Subsystem = 1;

    private const double RevolutionsPerKilometre = 4400;

    /// <summary>Appends a vehicle login (0x01).</summary>
    internal static void WriteLogin(IBufferWriter<byte> output, VehicleModel vehicle, DateTimeOffset now, ushort sequence) =>
        output.Advance(FrameWriter.VehicleLogin(output.GetSpan(LongestFrame), vehicle.Vin, now, sequence, vehicle.Iccid, 1, [vehicle.PackCode]));

    /// <summary>Appends a vehicle logout (0x04).</summary>
    internal static void WriteLogout(IBufferWriter<byte> output, string vin, DateTimeOffset now, ushort sequence) =>
        output.Advance(FrameWriter.Logout(output.GetSpan(LongestFrame), Edition.V2016, Command.VehicleLogout, vin, now, sequence));

    /// <summary>Appends a realtime report (0x02) with the units 01, 02 (not while charging, as the standard asks), 05, 06, 07, 08 and 09.</summary>
    internal static void WriteReport(IBufferWriter<byte> output, string vin, DateTimeOffset now, VehicleSample sample)
    {
        var writer = FrameWriter.Report(output.GetSpan(LongestFrame), Edition.V2016, Command.Realtime, vin, now);
        writer.Vehicle(VehicleOf(sample));
        if (sample.Charge != ChargeState.ParkedCharging)
            writer.Motors([MotorOf(sample)]);
        writer.Position(true, sample.Longitude, sample.Latitude);
        var (minCell, maxCell) = ExtremesOf(sample.CellVoltagesV);
        var (minProbe, maxProbe) = ExtremesOf(sample.TemperaturesC);
        writer.Extremes(maxCell, minCell, maxProbe, minProbe);
        writer.Alarm(sample.Alarm.Level, sample.Alarm.Flags);
        writer.CellVoltages([new CellVoltageValues(Subsystem, sample.PackVoltageV, sample.CurrentA, sample.CellVoltagesV)]);
        writer.ProbeTemperatures([new ProbeTemperatureValues(Subsystem, sample.TemperaturesC)]);
        output.Advance(writer.Finish());
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
