using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The codes of a vehicle's batteries in a login of 2016: their count, the length of each, the codes.</summary>
internal sealed class SubsystemCodes() : Part("codes")
{
    internal const int MostSubsystems = 250, MostCharacters = 50;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 2)
            return fault.Truncated("count and length of the battery codes", at, 2, data.Length - at);
        if (data[at] > MostSubsystems)
            return fault.TooMany("battery subsystems", at, data[at], MostSubsystems);
        if (data[at + 1] > MostCharacters)
            return fault.TooMany("characters of a battery code", at + 1, data[at + 1], MostCharacters);
        var length = 2 + data[at] * data[at + 1];
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        int count = data[at], length = data[at + 1];
        writer.WriteNumber("subsystemCount"u8, count);
        writer.WriteNumber("codeLength"u8, length);
        writer.WriteStartArray(Key);
        for (var i = 0; i < count && length > 0; i++)
            writer.WriteStringValue(WireText.Read(data.Slice(at + 2 + i * length, length)));
        writer.WriteEndArray();
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        int count = source.Integer("subsystemCount"), length = source.Integer("codeLength"), given = source.Array(Name).GetArrayLength();
        if (count is < 0 or > MostSubsystems || length is < 0 or > MostCharacters || given != (length == 0 ? 0 : count))
        {
            throw new FormatException(
                $"{source.Path}: {count} subsystems (0 to {MostSubsystems}) with codes of {length} characters (0 to {MostCharacters}) cannot have {given} codes.");
        }
        sink.Put(count, 1);
        sink.Put(length, 1);
        foreach (var code in source.Array(Name).EnumerateArray())
            WireText.Encode(code.ToString(), sink.Take(length), $"{source.Path}.{Name}");
    }
}

/// <summary>The codes of a vehicle's packs in a login of 2025: the number of battery management systems, the packs of each, a code of 24 characters for each pack.</summary>
internal sealed class PackCodes() : Part("codes")
{
    internal const int MostSystems = 20, MostPacks = 50;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 1)
            return fault.Truncated("the number of battery management systems", at, 1, 0);
        int systems = data[at], codes = 0;
        if (systems > MostSystems)
            return fault.TooMany("battery management systems", at, systems, MostSystems);
        if (data.Length - at < 1 + systems)
            return fault.Truncated("the packs of each battery management system", at, 1 + systems, data.Length - at);
        for (var i = 1; i <= systems; i++)
        {
            if (data[at + i] > MostPacks)
                return fault.TooMany("packs", at + i, data[at + i], MostPacks);
            codes += data[at + i];
        }
        var length = 1 + systems + codes * BatteryCode.Length;
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        int systems = data[at], codes = 0;
        writer.WriteStartArray("packCounts"u8);
        for (var i = 1; i <= systems; codes += data[at + i++])
            writer.WriteNumberValue(data[at + i]);
        writer.WriteEndArray();
        writer.WriteStartArray(Key);
        for (var i = 0; i < codes; i++)
            writer.WriteStringValue(WireText.Read(data.Slice(at + 1 + systems + i * BatteryCode.Length, BatteryCode.Length)));
        writer.WriteEndArray();
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var counts = source.Array("packCounts").EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Number && c.TryGetByte(out var n) ? n : -1).ToArray();
        var codes = source.Array(Name);
        if (counts.Length > MostSystems || counts.Any(c => c is < 0 or > MostPacks) || counts.Sum() != codes.GetArrayLength())
        {
            throw new FormatException(
                $"{source.Path}: packCounts must be at most {MostSystems} numbers 0 to {MostPacks} that sum up to the number of codes, {codes.GetArrayLength()}.");
        }
        sink.Put(counts.Length, 1);
        foreach (var count in counts)
            sink.Put(count, 1);
        foreach (var code in codes.EnumerateArray())
            WireText.Encode(code.ToString(), sink.Take(BatteryCode.Length), $"{source.Path}.{Name}");
    }
}
