using System.Numerics;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The general alarm bits, as the list of their names.</summary>
internal sealed class AlarmBits(string name, Edition edition) : Fixed(name, 4)
{
    internal uint Read(ReadOnlySpan<byte> data) => (uint)Number.Raw(data[Offset..], Width);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        writer.WriteStartArray(Key);
        for (var bits = (uint)Number.Raw(data[at..], Width); bits != 0; bits &= bits - 1)
            writer.WriteStringValue(AlarmFlags.NameOf(edition, BitOperations.TrailingZeroCount(bits)));
        writer.WriteEndArray();
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        uint bits = 0;
        foreach (var element in source.Array(Name).EnumerateArray())
            bits |= 1u << AlarmBit.BitOf(element, edition, $"{source.Path}.{Name}");
        sink.Put(bits, Width);
    }
}

/// <summary>The number of a general alarm bit, as its name (2025).</summary>
internal sealed class AlarmBit(string name) : Fixed(name, 1)
{
    private readonly Number _number = new(name, 1, 0, 31);

    internal static int BitOf(JsonElement element, Edition edition, string path)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        var bit = AlarmFlags.BitOf(text);
        return bit >= 0 && AlarmFlags.NameOf(edition, bit) == text
            ? bit
            : throw new FormatException($"{path}: \"{text}\" is no general alarm of the {(int)edition} edition.");
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] < 32)
            writer.WriteString(Key, AlarmFlags.NameOf(Edition.V2025, data[at]));
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => _number.Visit(ref visitor, data, at);

    internal override void Encode(DocumentObject source, ByteSink sink) =>
        sink.Put(source.TryGetRaw(Name, 1, out var raw) ? raw : BitOf(source[Name], Edition.V2025, $"{source.Path}.{Name}"), 1);
}
