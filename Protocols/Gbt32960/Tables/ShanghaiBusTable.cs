using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Custom units of Shanghai's buses: <see cref="CustomUnits.ShanghaiBus"/>.</summary>
internal static class ShanghaiBusTable
{
    private const int LengthWidth = 2, Seconds = 10;

    private static readonly Part[] ExtensionParts =
    [
        Pressure("airPressure1Kpa"), Pressure("airPressure2Kpa"),
        new Scaled("auxiliaryBatteryVoltageV", 0.5m),
        Tenths("dcdcOutputVoltageV", 2, -10000), Tenths("dcdcOutputCurrentA", 2, -10000),
        Common.Temperature("dcdcRadiatorTemperatureC"), Common.Temperature("dcacRadiatorTemperatureC"),
        Tyre("leftFront"), Tyre("rightFront"), Tyre("leftRear1"), Tyre("leftRear2"), Tyre("rightRear1"), Tyre("rightRear2"),
        Tenths("chargeVoltageV", 2), Tenths("chargeCurrentA", 2, -10000), Tenths("chargeEnergyKwh", 2),
        Tenths("chargedTotalKwh", 4), Tenths("dischargedTotalKwh", 4), Tenths("instantaneousConsumptionKwh", 2),
        new Number("positiveInsulationKohm", 2, 0, 65533), new Number("negativeInsulationKohm", 2, 0, 65533),
        Common.Temperature("airPumpTemperatureC"), Common.Temperature("motorControllerTemperatureC"),
        new Choice<HvacMode>("hvacMode"),
        Common.Temperature("hvacSetTemperatureC"), Common.Temperature("cabinTemperatureC"), Common.Temperature("outsideTemperatureC"),
        new BitStates("switches", new("middleDoor", 6, 2, Doors), new("frontDoor", 4, 2, Doors), new("handbrake", 2, 2, OffOn), new("key", 0, 2, "off", "acc", "on", "start")),
    ];

    private static readonly int ExtensionLength = new Layout(ExtensionParts).FixedLength;
    private static readonly Layout ExtensionLayout = new([new Constant(LengthWidth, ExtensionLength), .. ExtensionParts]);

    private static readonly Repeated TenSecondsPart = new("items", Seconds, new Layout(Driving()));
    private static readonly Repeated EarlyAssistancePart = new("items", Seconds, new Layout([.. Driving(), .. Assistance()]));
    private static readonly Repeated AssistancePart = new("items", Seconds, new Layout([.. Driving(), .. Assistance(), Tag(13), new Number(FaultCode, 2, 0, 65535, marked: false)]));

    private static readonly UnitTable Extension = new(UnitKind.BusExtension, 0x80, ExtensionLayout);
    private static readonly UnitTable TenSeconds = new(UnitKind.TenSeconds, 0x81, new Layout(TenSecondsPart));
    private static readonly UnitTable EarlyAssistance = new(UnitKind.DriverAssistance, 0x82, new Layout(EarlyAssistancePart));
    private static readonly UnitTable FullAssistance = new(UnitKind.DriverAssistance, 0x82, new Layout(AssistancePart));

    /// <summary>What tells the two forms of driver assistance apart: the later one has a fault code.</summary>
    internal const string FaultCode = "faultCode";

    private static string?[] Doors => ["closed", "open", "abnormal", null];

    private static string?[] OffOn => ["off", "on", "abnormal", null];

    /// <summary>The table of the unit whose bytes behind its type are these; null where they have not the form of any.</summary>
    internal static UnitTable? Of(byte type, ReadOnlySpan<byte> body) => type switch
    {
        0x80 when body.Length >= LengthWidth + ExtensionLength && Number.Raw(body, LengthWidth) == ExtensionLength => Extension,
        0x81 when TenSecondsPart.Matches(body) => TenSeconds,
        0x82 when AssistancePart.Matches(body) => FullAssistance,
        0x82 when EarlyAssistancePart.Matches(body) => EarlyAssistance,
        _ => null,
    };

    /// <summary>The table of a unit by its name in documents; null for a unit that is none of these.</summary>
    internal static UnitTable? Named(string name, bool hasFaultCode) => name switch
    {
        "busExtension" => Extension,
        "tenSeconds" => TenSeconds,
        "driverAssistance" => hasFaultCode ? FullAssistance : EarlyAssistance,
        _ => null,
    };

    private static Part[] Driving() =>
    [
        Tag(1), new Number("acceleratorPercent", 1, 0, 100),
        Tag(2), new BrakePedal("brakePercent"),
        Tag(3), new Number("speedKmh", 2, 0, 2200, decimals: 1),
        Tag(4), Common.Current2016(),
    ];

    private static Part[] Assistance() =>
    [
        Tag(5), new Scaled("overspeedKmh", 5, most: 7),
        Tag(6), new Number("obstacleLateralM", 1, 0, 240, zero: -120, decimals: 1),
        Tag(7), new Number("obstacleDistanceM", 1, 0, 250),
        Tag(8), new Number("obstacleSpeedMs", 1, 0, 100, zero: -50),
        Tag(9), new BitStates("warnings", new("steeringWheelWarning", 4, 4, "off", "on"), new("buzzerWarning", 0, 4, "off", "on")),
        Tag(10), new BitStates("collisions", new("pedestrianWarning", 6, 2, "off", "on"), new("rightLaneWarning", 4, 2, "off", "on"), new("leftLaneWarning", 2, 2, "off", "on"), new("forwardCollisionWarning", 0, 2, "off", "on")),
        Tag(11), new BitStates("mitigation", new("mitigationWarning", 6, 2, "none", "level1", "level2"), new("mitigationState", 4, 2, "normal", "off", "fault"), new("mitigationSwitch", 2, 2, "off", "on")),
        Tag(12), new Choice<ObstacleType>("obstacle"),
    ];

    private static Constant Tag(byte value) => new(1, value);

    private static Scaled Pressure(string name) => new(name, 4);

    private static Number Tenths(string name, int width, long zero = 0) => new(name, width, 0, width == 2 ? 65533 : uint.MaxValue - 2, zero, decimals: 1);

    private static Group Tyre(string place) => new(place, new Layout(Pressure("tyrePressureKpa"), Common.Temperature("tyreTemperatureC")));
}
