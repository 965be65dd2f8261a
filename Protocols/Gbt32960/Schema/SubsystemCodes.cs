using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The codes of a vehicle's batteries in a login of 2016: their count, the length of each, the codes (table 6).</summary>
internal sealed class SubsystemCodes() : Part("codes")
{
    private const int MostSubsystems = 250, MostCharacters = 50;

    private static readonly JsonEncodedText SubsystemCount = JsonEncodedText.Encode("subsystemCount");
    private static readonly JsonEncodedText CodeLength = JsonEncodedText.Encode("codeLength");

    internal override int Width => -1;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 2)
            return fault.Truncated("count and length of the battery codes", at, 2, data.Length - at);
        if (data[at] > MostSubsystems)
            return fault.TooMany("battery subsystems", at, data[at], MostSubsystems);
        if (data[at + 1] > MostCharacters)
            return fault.TooMany("characters of a battery code", at + 1, data[at + 1], MostCharacters);
        var length = 2 + data[at] * data[at + 1];
        return data.Length - at >= length ? length : fault.Truncated("the battery codes", at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        int count = data[at], length = data[at + 1];
        writer.WriteNumber(SubsystemCount, count);
        writer.WriteNumber(CodeLength, length);
        writer.WriteStartArray(Key);
        for (var i = 0; i < count && length > 0; i++)
            writer.WriteStringValue(WireText.Read(data.Slice(at + 2 + i * length, length)));
        writer.WriteEndArray();
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
    }
}
