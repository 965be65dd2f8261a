using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>A list of numbers; null where there is none.</summary>
internal sealed class Series(string name, int countWidth, int most, Number element) : Counted(name, countWidth, most)
{
    /// <summary>One value.</summary>
    internal Number Element => element;

    /// <summary>Bytes of so many values with their count.</summary>
    internal int LengthOf(int count) => CountWidth + Allowed(count, "the unit") * element.Width;

    /// <summary>Writes count and values.</summary>
    internal void Put(Span<byte> data, ReadOnlySpan<Reading> values)
    {
        Number.PutRaw(data, CountWidth, values.Length);
        for (var i = 0; i < values.Length; i++)
            element.Put(data, CountWidth + i * element.Width, values[i]);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        base.Visit(ref visitor, data, at);
        var reported = false;
        for (int i = 0, count = Count(data, at), place = at + CountWidth; i < count; i++, place += element.Width)
        {
            var raw = Number.Raw(data[place..], element.Width);
            if (element.Check(raw) is var validity and not Validity.Valid)
                visitor.Element(element, Name, i, place, validity, raw, ref reported);
        }
    }

    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault)
    {
        var length = count * element.Width;
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    protected override void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at, int count)
    {
        for (var i = 0; i < count; i++, at += element.Width)
        {
            var raw = Number.Raw(data[at..], element.Width);
            if (element.Check(raw) == Validity.Valid)
                writer.WriteNumberValue(element.Decimal(raw));
            else
                writer.WriteNullValue();
        }
    }

    protected override void EncodeElement(JsonElement value, int index, DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(index, element.Width, out var raw))
            raw = element.RawOf(value, source.Path, $"{Name}[{index}]");
        sink.Put(raw, element.Width);
    }
}

/// <summary>A list of DWORD codes whose meaning is the manufacturer's, as eight hexadecimal digits each.</summary>
internal sealed class Codes(string name, int most) : Counted(name, 1, most)
{
    internal const int CodeLength = 4;

    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault)
    {
        var length = count * CodeLength;
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    protected override void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at, int count)
    {
        for (var i = 0; i < count; i++)
            writer.WriteStringValue(Convert.ToHexStringLower(data.Slice(at + i * CodeLength, CodeLength)));
    }

    protected override void EncodeElement(JsonElement element, int index, DocumentObject source, ByteSink sink)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        if (!uint.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code) || text!.Length != 2 * CodeLength)
            throw new FormatException($"{source.Path}.{Name}[{index}] must be a string of {2 * CodeLength} hexadecimal digits.");
        sink.Put(code, CodeLength);
    }
}
