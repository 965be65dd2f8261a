using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Bench;

/// <summary>The frame that the targets are stated for: units 01 02 05 06 07, 96 cells and 24 probes, with values that move.</summary>
internal static class ReferenceFrame
{
    public static byte[] Make(Edition edition, int seed)
    {
        var random = new Random(seed);
        var buffer = new byte[FrameWriter.MaxLength];
        var time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seed);
        var writer = FrameWriter.Report(buffer, edition, Command.Realtime, $"LTWNA{seed:D12}", time);
        writer.Vehicle(new VehicleValues
        {
            SpeedKmh = random.Next(1200) / 10.0,
            OdometerKm = seed,
            PackVoltageV = 350 + random.Next(500) / 10.0,
            CurrentA = random.Next(-1000, 2000) / 10.0,
            SocPercent = random.Next(101),
            InsulationKohm = 5000 + random.Next(20000),
        });
        writer.Motors([new MotorValues(1, MotorState.Consuming, 40, random.Next(12000), random.Next(3000) / 10.0, 60, 380, 12.5)]);
        writer.Position(true, 121 + random.Next(1_000_000) / 1e6, 31 + random.Next(1_000_000) / 1e6);
        if (edition == Edition.V2016)
            writer.Extremes(new Extreme(1, 8, 3.63), new Extreme(1, 9, 3.58), new Extreme(1, 2, 31), new Extreme(1, 3, 29));
        writer.Alarm(0, 0);
        writer.CellVoltages([new CellVoltageValues(1, 380, 12.5, Enumerable.Range(0, 96).Select(_ => new Reading(random.Next(3300, 3400) / 1000.0)).ToArray())]);
        writer.ProbeTemperatures([new ProbeTemperatureValues(1, Enumerable.Range(0, 24).Select(_ => new Reading(random.Next(20, 35))).ToArray())]);
        return buffer[..writer.Finish()];
    }
}
