using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Frames with every unit that the writer knows, with values from a seed.</summary>
internal static class Samples
{
    public const string Vin = "LTWNA000000000037";

    public static readonly DateTimeOffset Time = new(2026, 3, 1, 4, 5, 6, TimeSpan.Zero);

    public static byte[] Report(Edition edition, int seed = 0)
    {
        var random = new Random(seed);
        var buffer = new byte[FrameWriter.MaxLength];
        var writer = FrameWriter.Report(buffer, edition, Command.Realtime, Vin, Time);
        writer.Vehicle(Vehicle(random));
        writer.Motors([new MotorValues(1, MotorState.Consuming, 40, random.Next(-20000, 33000), 100.5, Reading.Abnormal, 520.1, -12.3)]);
        writer.FuelCell(new HydrogenValues(65, 1, Reading.Invalid, 2, 35.5, 3, DcdcState.Off, 80, 50), 400.1, 10, 1.25, [20, Reading.Invalid]);
        writer.Engine(random.Next(60001), EngineState.Off, 6.95);
        writer.Position(true, 121.473701, -31.230416);
        if (edition == Edition.V2016)
            writer.Extremes(new Extreme(1, 8, 3.63), new Extreme(1, 9, 3.58), new Extreme(1, 2, 31), new Extreme(1, 3, Reading.Invalid));
        writer.Alarm(2, 1u << 11, new FaultCodes { Battery = [0xDEADBEEF], Other = [1, 2] });
        writer.CellVoltages([new CellVoltageValues(1, 521.2, -22.1, Cells(random, 96)), new CellVoltageValues(2, 521.2, 3, Cells(random, 3), 400, 201)]);
        writer.ProbeTemperatures([new ProbeTemperatureValues(1, new Reading[] { 25, -40, 210, Reading.Abnormal })]);
        writer.Custom(0x80, [1, 2, 3]);
        return buffer[..writer.Finish()];
    }

    public static VehicleValues Vehicle(Random random) => new()
    {
        SpeedKmh = random.Next(2201) / 10.0,
        OdometerKm = random.Next(9_999_999) / 10.0,
        PackVoltageV = random.Next(10001) / 10.0,
        CurrentA = random.Next(-10000, 10001) / 10.0,
        SocPercent = random.Next(101),
        InsulationKohm = random.Next(60001),
        Gear = Gear.D,
        DriveForce = true,
        AcceleratorPercent = 12,
        BrakePercent = null,
    };

    private static Reading[] Cells(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i % 40 == 39 ? Reading.Invalid : new Reading(random.Next(2500, 4300) / 1000.0))];
}
