using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The table of one object: its entries in the order of the wire.</summary>
internal sealed class Layout
{
    private readonly Part[] _parts;

    internal Layout(params Part[] parts)
    {
        _parts = parts;
        var at = 0;
        foreach (var part in parts)
        {
            part.Offset = at;
            at = at < 0 || part.Width < 0 ? -1 : at + part.Width;
        }
        FixedLength = at;
    }

    // The first entries of a table; they keep their places in it.
    private Layout(ReadOnlySpan<Part> parts) => (_parts, FixedLength) = (parts.ToArray(), -1);

    /// <summary>Bytes of the object, or -1 when that depends on the data.</summary>
    internal int FixedLength { get; }

    /// <summary>Bytes of the object at the start of <paramref name="data"/>, or -1 with the fault filled in.</summary>
    internal int Measure(ReadOnlySpan<byte> data, ref Fault fault)
    {
        if (FixedLength >= 0 && FixedLength <= data.Length)
            return FixedLength;
        var at = 0;
        foreach (var part in _parts)
        {
            var length = part.Measure(data, at, ref fault);
            if (length < 0)
                return -1;
            at += length;
        }
        return at;
    }

    /// <summary>The table of what can be read of an object that could not be measured, and how many bytes that are.</summary>
    internal Layout Head(ReadOnlySpan<byte> data, out int length)
    {
        var fault = default(Fault);
        length = 0;
        var count = 0;
        for (; count < _parts.Length && _parts[count].Measure(data, length, ref fault) is >= 0 and var whole; count++)
            length += whole;
        if (count < _parts.Length && _parts[count].MeasureHead(data, length) is > 0 and var head)
            (count, length) = (count + 1, length + head);
        return new Layout(_parts.AsSpan(0, count));
    }

    /// <summary>Whether an object of fixed length has the bytes that are always the same.</summary>
    internal bool Matches(ReadOnlySpan<byte> item)
    {
        foreach (var part in _parts)
        {
            if (part is Constant constant && !constant.Matches(item))
                return false;
        }
        return true;
    }

    /// <summary>Writes the values into the object that is open.</summary>
    internal void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data)
    {
        var at = 0;
        foreach (var part in _parts)
        {
            part.WriteValues(writer, data, at);
            at += LengthOf(part, data, at);
        }
    }

    /// <summary>Writes <c>absent</c> and, where a number on the wire is not allowed, <c>raw</c>; empty objects only if <paramref name="always"/>, and then <c>absent</c> alone.</summary>
    internal void WriteAbsent(Utf8JsonWriter writer, ReadOnlySpan<byte> data, bool always)
    {
        var reasons = AbsenceVisitor.ForReasons(writer);
        if (always)
            reasons.Start();
        Visit(ref reasons, data);
        reasons.Finish();
        var raw = AbsenceVisitor.ForRaw(writer);
        Visit(ref raw, data);
        raw.Finish();
    }

    /// <summary>Writes an object of its own: values, and <c>absent</c> where something is.</summary>
    internal void WriteObject(Utf8JsonWriter writer, ReadOnlySpan<byte> data)
    {
        writer.WriteStartObject();
        WriteValues(writer, data);
        WriteAbsent(writer, data, always: false);
        writer.WriteEndObject();
    }

    internal void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data)
    {
        var at = 0;
        foreach (var part in _parts)
        {
            part.Visit(ref visitor, data, at);
            at += LengthOf(part, data, at);
        }
    }

    /// <summary>Appends the bytes of an object of a document; up to the first entry that it says nothing of where it <paramref name="mayEnd"/> there.</summary>
    internal void Encode(DocumentObject source, ByteSink sink, bool mayEnd = false)
    {
        var outer = sink.ObjectStart;
        sink.ObjectStart = sink.Length;
        foreach (var part in _parts)
        {
            if (mayEnd && !source.Says(part.Name))
                break;
            part.Encode(source, sink);
        }
        sink.ObjectStart = outer;
    }

    // Only for data that was measured before.
    private static int LengthOf(Part part, ReadOnlySpan<byte> data, int at)
    {
        if (part.Width >= 0)
            return part.Width;
        var fault = default(Fault);
        return part.Measure(data, at, ref fault);
    }
}
