using System.Text.Json;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>
/// Custom units of Shanghai's buses beside the 2016 edition: 80, with the length of a custom unit, and 81, the last ten seconds, which has none and comes in
/// reissued reports only. Nothing in a frame says that it follows this agreement, so the readers leave these units alone and a caller who knows asks here.
/// </summary>
public static class ShanghaiBus
{
    private const byte ExtensionType = 0x80, TenSecondsType = 0x81;
    private const int LengthWidth = 2, Seconds = 10;

    private static readonly Layout Extension = new(
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
        new Switches());

    private static readonly Layout Second = new(
        new Tag(1), new Number("acceleratorPercent", 1, 0, 100),
        new Tag(2), new BrakePedal("brakePercent"),
        new Tag(3), new Number("speedKmh", 2, 0, 2200, decimals: 1),
        new Tag(4), Common.Current2016());

    /// <summary>
    /// Writes <c>name</c>, <c>values</c> and <c>absent</c> of the unit at the start of <paramref name="bytes"/> into the object that is open, and returns its
    /// length with the type byte. 0, and nothing is written, when it is none of these units.
    /// </summary>
    /// <param name="writer">A writer in an object.</param>
    /// <param name="bytes">Bytes of a report from a type byte on; those after the unit do not matter.</param>
    public static int Write(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var extensionEnd = 1 + LengthWidth + Extension.FixedLength;
        if (bytes.Length >= extensionEnd && bytes[0] == ExtensionType && Number.Raw(bytes[1..], LengthWidth) == Extension.FixedLength)
        {
            var body = bytes[(1 + LengthWidth)..extensionEnd];
            writer.WriteString("name"u8, "busExtension"u8);
            writer.WriteStartObject("values"u8);
            Extension.WriteValues(writer, body);
            writer.WriteEndObject();
            Extension.WriteAbsent(writer, body, always: true);
            return extensionEnd;
        }
        var secondsEnd = 1 + Seconds * Second.FixedLength;
        if (bytes.Length < secondsEnd || bytes[0] != TenSecondsType || !AreTagged(bytes[1..secondsEnd]))
            return 0;
        writer.WriteString("name"u8, "tenSeconds"u8);
        writer.WriteStartObject("values"u8);
        writer.WriteStartArray("items"u8);
        for (var at = 1; at < secondsEnd; at += Second.FixedLength)
            Second.WriteObject(writer, bytes.Slice(at, Second.FixedLength));
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("absent"u8);
        writer.WriteEndObject();
        return secondsEnd;
    }

    private static bool AreTagged(ReadOnlySpan<byte> items)
    {
        for (; !items.IsEmpty; items = items[Second.FixedLength..])
        {
            if (items[0] != 1 || items[2] != 2 || items[4] != 3 || items[7] != 4)
                return false;
        }
        return true;
    }

    private static Scaled Pressure(string name) => new(name, 4);

    private static Number Tenths(string name, int width, long zero = 0) => new(name, width, 0, width == 2 ? 65533 : uint.MaxValue - 2, zero, decimals: 1);

    private static Group Tyre(string place) => new(place, new Layout(Pressure("tyrePressureKpa"), Common.Temperature("tyreTemperatureC")));
}
