using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>An entry of fixed length.</summary>
internal abstract class Fixed(string name, int width) : Part(name)
{
    internal sealed override int Width => width;

    internal sealed override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault) =>
        data.Length - at >= width ? width : fault.Truncated(Name, at, width, data.Length - at);
}

/// <summary>Text of fixed length, padded with zeros.</summary>
internal sealed class Text(string name, int width) : Fixed(name, width)
{
    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) =>
        writer.WriteString(Key, WireText.Read(data.Slice(at, Width)));

    internal override void Encode(DocumentObject source, ByteSink sink) =>
        WireText.Encode(source.String(Name), sink.Take(Width), $"{source.Path}.{Name}");
}

/// <summary>A moment of six bytes inside a body.</summary>
internal sealed class Moment(string name) : Fixed(name, BeijingTime.Length)
{
    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (BeijingTime.TryRead(data[at..], out var time))
            writer.WriteString(Key, BeijingTime.Format(time));
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var raw = 0L;
        foreach (var value in data.Slice(at, Width))
            raw = raw << 8 | value;
        visitor.Value(this, at, BeijingTime.TryRead(data[at..], out _) ? Validity.Valid : Validity.OutOfRange, raw);
    }

    internal override string Describe(long raw) => $"{Name} is {raw:x12}, which is no moment (yy MM dd HH mm ss)";

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (source.Has(Name))
        {
            BeijingTime.Write(BeijingTime.Parse(source.String(Name), $"{source.Path}.{Name}"), sink.Take(Width));
            return;
        }
        if (!source.TryGetRaw(Name, Width, out var raw))
            throw new FormatException($"{source.Path}.{Name} is missing.");
        for (var shift = 40; shift >= 0; shift -= 8)
            sink.Put(raw >> shift & 0xFF, 1);
    }
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

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => visitor.Inner(layout, data[at..], at);

    internal override void Encode(DocumentObject source, ByteSink sink) => layout.Encode(source.Inner(Name), sink);
}
