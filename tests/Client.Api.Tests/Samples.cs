using System.Text;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Tests;

/// <summary>Twins to show.</summary>
internal static class Samples
{
    public const string Vin = "LTWNA000000000037";
    public const string PackCode = "~LTWNA000000000037~1";
    public static readonly DateTimeOffset At = new(2019, 12, 30, 7, 51, 56, TimeSpan.Zero);

    public static VehicleSnapshot Vehicle(long version = 245) => new(
        Vin, version, VehicleStatus.Offline, At, At.AddMilliseconds(1500),
        new VehicleLink(Open: false, LinkKind.Platform, "oem-1", 3, "89860000000000000006", At.AddHours(-2)),
        [
            Unit("vehicle", """{"power":"off","charge":"complete","speedKmh":0.0,"odometerKm":287.0,"socPercent":100,"gear":"N","absent":{"currentA":"invalid"}}"""),
            Unit("motors", """{"items":[{"number":1,"status":"ready","speedRpm":0}]}"""),
            Unit("position", """{"valid":true,"longitude":119.562652,"latitude":32.155492}"""),
            Unit("custom", "{}"),
        ],
        [new MountedPack(1, PackCode, "117381303840", Provisional: true, At.AddDays(-1))],
        [new PackReading(1, At, 592.5, -12.5, new CellVoltages(At, [3630, 65535, 3627, 65534, 60001]), new ProbeTemperatures(At, [60, 255, 254, 251]))],
        [new VehicleAlarm("0123456789abcdef0123456789abcdef", "insulation", 2, At.AddMinutes(-5))],
        Trip: null, new Trip(At.AddHours(-3), At.AddHours(-2), 1.0, 0.3), Charging: null, new ChargingSession(At.AddHours(-2), At, 28, 100, 64.6),
        new ReportCounts(237, 4, 0, 0, 0));

    public static BatteryPackSnapshot Pack(long version = 7) => new(
        PackCode, version, Provisional: true, "117381303840", new PackMounting(Vin, 1, At.AddDays(-1)),
        new PackReading(1, At.AddMinutes(-1), 590.0, -11.0, new CellVoltages(At.AddMinutes(-1), [3600, 3601]), new ProbeTemperatures(At.AddMinutes(-1), [58])),
        100, [new VehicleAlarm("0123456789abcdef0123456789abcdef", "insulation", 2, At.AddMinutes(-5))], 0.3, 64.6, 0);

    public static VehicleRow Row(string vin, VehicleStatus status = VehicleStatus.Online) => new(
        vin, 3, Wait: null, status, At, At.AddSeconds(1), "run-1", 121.47, 31.23, 80, 42.5, 1234.5, "on", "notCharging", 0);

    private static UnitReading Unit(string name, string json) => new(name, At, Encoding.UTF8.GetBytes(json));
}
