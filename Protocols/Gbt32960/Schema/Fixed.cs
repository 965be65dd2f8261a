using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>An entry of fixed length.</summary>
internal abstract class Fixed(string name, int width) : Part(name)
{
    internal override int Width => width;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault) =>
        data.Length - at >= width ? width : fault.Truncated(Name, at, width, data.Length - at);

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
    }
}

/// <summary>A byte with named values; the names are the members of <typeparamref name="T"/> in camelCase. FE and FF are abnormal and invalid.</summary>
internal sealed class Choice<T>(string name) : Fixed(name, 1) where T : struct, Enum
{
    private static readonly JsonEncodedText?[] Names = NamesOf();

    /// <summary>The value at the entry's own place; a member of the enumeration, FE, FF, or a number that is none.</summary>
    internal byte Read(ReadOnlySpan<byte> data) => data[Offset];

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Names[data[at]] is { } value)
            writer.WriteString(Key, value);
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Check(data[at]) is var validity and not Validity.Valid)
            writer.Add(Key, validity);
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
        if (Check(data[at]) == Validity.OutOfRange)
            report.Add(at, $"{Name} is {data[at]}: allowed is {string.Join(", ", Enum.GetValues<T>().Select(v => Convert.ToByte(v, null)).Where(v => v < 0xFE))}");
    }

    private static Validity Check(byte raw) => raw switch
    {
        _ when Names[raw] is not null => Validity.Valid,
        0xFF => Validity.Invalid,
        0xFE => Validity.Abnormal,
        _ => Validity.OutOfRange,
    };

    private static JsonEncodedText?[] NamesOf()
    {
        var names = new JsonEncodedText?[256];
        foreach (var value in Enum.GetValues<T>().Where(v => Convert.ToByte(v, null) < 0xFE))
            names[Convert.ToByte(value, null)] = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        return names;
    }
}

/// <summary>Text of fixed length, padded with zeros.</summary>
internal sealed class Text(string name, int width) : Fixed(name, width)
{
    internal string Read(ReadOnlySpan<byte> data) => WireText.Read(data.Slice(Offset, Width));

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) =>
        writer.WriteString(Key, WireText.Read(data.Slice(at, Width)));
}

/// <summary>A group of entries that stand in an object of their own.</summary>
internal sealed class Group(string name, Layout layout) : Part(name)
{
    internal override int Width => layout.FixedLength;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        var length = layout.Measure(data[at..], ref fault);
        if (length < 0)
            fault.Offset += at;
        return length;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        writer.WritePropertyName(Key);
        layout.WriteObject(writer, data[at..]);
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at) => layout.Report(report.Inside(at), data[at..]);
}
