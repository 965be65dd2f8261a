using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Tests.Support;

/// <summary>Frames and entries for tests.</summary>
internal static class Frames
{
    public const string Vin = "LTESTN00000000001";

    public static readonly LinkSession Terminal = new("intake-1", 1, LinkKind.Terminal, Vin);

    public static readonly LinkSession Platform = new("intake-1", 2, LinkKind.Platform, "oem-1");

    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    public static byte[] Report(
        DateTimeOffset time, VehicleValues vehicle, int level = 0, uint flags = 0, Command command = Command.Realtime, bool alarm = true, string vin = Vin)
    {
        var buffer = new byte[1024];
        var writer = FrameWriter.Report(buffer, Edition.V2016, command, vin, time);
        writer.Vehicle(vehicle);
        if (alarm) writer.Alarm(level, flags, new FaultCodes());
        return buffer[..writer.Finish()];
    }

    public static VehicleValues Driving(double speedKmh = 50, double odometerKm = 1000) => new()
    {
        Power = PowerState.On, Charge = ChargeState.NotCharging, Mode = RunMode.Ev, SpeedKmh = speedKmh, OdometerKm = odometerKm,
        PackVoltageV = 400, CurrentA = 100, SocPercent = 60, InsulationKohm = 5000,
    };

    public static VehicleValues Parked(ChargeState charge = ChargeState.NotCharging, double currentA = 0, int socPercent = 60) => new()
    {
        Power = PowerState.Off, Charge = charge, Mode = RunMode.Ev, SpeedKmh = 0, OdometerKm = 1000,
        PackVoltageV = 400, CurrentA = currentA, SocPercent = socPercent, InsulationKohm = 5000,
    };

    public static byte[] Login(DateTimeOffset time, int sequence, params string[] codes)
    {
        var buffer = new byte[1024];
        return buffer[..FrameWriter.VehicleLogin(buffer, Vin, time, sequence, "89860000000000000006", codes.Length, codes)];
    }

    public static byte[] Logout(DateTimeOffset time, int sequence)
    {
        var buffer = new byte[64];
        return buffer[..FrameWriter.Logout(buffer, Edition.V2016, Command.VehicleLogout, Vin, time, sequence)];
    }

    /// <summary>A frame by hand: the units of its data unit in hexadecimal, behind the time noon and so many minutes.</summary>
    public static byte[] Of(int edition, string data, string command = "02", int minute = 0)
    {
        var start = edition == 2025 ? "2424" : "2323";
        var body = Convert.FromHexString(($"1a0b160c{minute:x2}00" + data).Replace(" ", "", StringComparison.Ordinal));
        byte[] frame = [.. Convert.FromHexString(start + command + "fe"), .. System.Text.Encoding.ASCII.GetBytes(Vin), 1, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [.. frame, frame[2..].Aggregate((a, b) => (byte)(a ^ b))];
    }

    public static string VinOf(byte[] frame) => System.Text.Encoding.ASCII.GetString(frame, 4, 17);

    public static TwinEntry Entry(byte[] frame, DateTimeOffset receivedAt, LinkSession? link = null, int index = 0) =>
        new(EntryKind.Frame, index, receivedAt, link ?? Terminal, frame);

    public static TwinEntry Tick(DateTimeOffset time, DateTimeOffset? acceptingSince, params string[] incarnations) =>
        new(EntryKind.Tick, 0, time, null, new Tick(time, acceptingSince, [.. incarnations], SilenceLimits.Default.SilentAfter, SilenceLimits.Default.OfflineAfter).ToPayload());
}
