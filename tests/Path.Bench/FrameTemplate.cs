using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Twins.Protocols.Gbt32960;

namespace Twins.Path.Bench;

/// <summary>
/// The frame that the targets are stated for: 334 bytes, units 01 02 05 06 07, 08 with 96 cells, 09 with 24 probes. Encoded once; for each report VIN, time, speed,
/// odometer and the check code are put in.
/// </summary>
internal sealed class FrameTemplate
{
    private const int VinAt = 4, TimeAt = 24, SpeedAt = 34, OdometerAt = 36;
    private readonly byte[] _frame;
    private readonly byte _checkWithout;

    /// <param name="alarmLevel">Of the alarm unit, 0 to 3.</param>
    public FrameTemplate(int alarmLevel)
    {
        var random = new Random(1);
        var buffer = new byte[FrameWriter.MaxLength];
        var writer = FrameWriter.Report(buffer, Edition.V2016, Command.Realtime, VinOf(0), DateTimeOffset.UnixEpoch.AddYears(50));
        writer.Vehicle(new VehicleValues
        {
            Power = PowerState.On, Charge = ChargeState.NotCharging, Mode = RunMode.Ev, SpeedKmh = 0, OdometerKm = 0, PackVoltageV = 380.5, CurrentA = 12.5,
            SocPercent = 64, InsulationKohm = 12_000,
        });
        writer.Motors([new MotorValues(1, MotorState.Consuming, 40, 3000, 120, 60, 380, 12.5)]);
        writer.Position(true, 121.47, 31.23);
        writer.Extremes(new Extreme(1, 8, 3.63), new Extreme(1, 9, 3.58), new Extreme(1, 2, 31), new Extreme(1, 3, 29));
        writer.Alarm(alarmLevel, 0);
        writer.CellVoltages([new CellVoltageValues(1, 380, 12.5, Enumerable.Range(0, 96).Select(_ => new Reading(random.Next(3300, 3400) / 1000.0)).ToArray())]);
        writer.ProbeTemperatures([new ProbeTemperatureValues(1, Enumerable.Range(0, 24).Select(_ => new Reading(random.Next(20, 35))).ToArray())]);
        _frame = buffer[..writer.Finish()];
        _frame.AsSpan(VinAt, FrameView.IdLength).Clear();
        _frame.AsSpan(TimeAt, BeijingTime.Length).Clear();
        _frame.AsSpan(SpeedAt, 6).Clear();
        foreach (var part in _frame.AsSpan(2..^1)) _checkWithout ^= part;
    }

    public int Length => _frame.Length;

    public static string VinOf(int vehicle) => string.Create(CultureInfo.InvariantCulture, $"LTWNB{vehicle:D12}");

    /// <summary>Writes a report of a vehicle.</summary>
    /// <param name="to">At least <see cref="Length"/> bytes.</param>
    /// <param name="vehicle">Which.</param>
    /// <param name="time">Of the report, UTC.</param>
    /// <param name="odometerTenths">In 0.1 km.</param>
    public void Write(Span<byte> to, int vehicle, DateTimeOffset time, uint odometerTenths)
    {
        _frame.CopyTo(to);
        Encoding.ASCII.GetBytes(VinOf(vehicle), to[VinAt..]);
        BeijingTime.Write(time, to[TimeAt..]);
        BinaryPrimitives.WriteUInt16BigEndian(to[SpeedAt..], (ushort)(odometerTenths % 1200));
        BinaryPrimitives.WriteUInt32BigEndian(to[OdometerAt..], odometerTenths % 9_999_999);
        var check = _checkWithout;
        foreach (var part in to.Slice(VinAt, FrameView.IdLength)) check ^= part;
        foreach (var part in to.Slice(TimeAt, BeijingTime.Length)) check ^= part;
        foreach (var part in to.Slice(SpeedAt, 6)) check ^= part;
        to[_frame.Length - 1] = check;
    }
}
