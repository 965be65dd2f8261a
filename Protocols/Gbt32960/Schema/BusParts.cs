using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>What the air conditioning of a bus does.</summary>
internal enum HvacMode : byte
{
    /// <summary>0.</summary>
    Off = 0,

    /// <summary>1: fresh air.</summary>
    Fresh = 1,

    /// <summary>2.</summary>
    Heat = 2,

    /// <summary>3.</summary>
    Cool = 3,
}

/// <summary>What a driver-assistance system sees in front of a bus.</summary>
internal enum ObstacleType : byte
{
    /// <summary>0: nothing.</summary>
    None = 0,

    /// <summary>1.</summary>
    Person = 1,

    /// <summary>2.</summary>
    Vehicle = 2,
}

/// <summary>A byte that counts steps of several units; FE and FF are marks.</summary>
/// <param name="name">Name in documents.</param>
/// <param name="step">What a step is worth.</param>
/// <param name="most">Most steps.</param>
internal sealed class Scaled(string name, decimal step, byte most = 0xFD) : Fixed(name, 1)
{
    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] <= most)
            writer.WriteNumber(Key, data[at] * step);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => visitor.Value(this, at, Check(data[at]), data[at]);

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, 1, out var raw))
        {
            var steps = source[Name].ValueKind == JsonValueKind.Number && source[Name].TryGetDecimal(out var value) ? value / step : -1;
            raw = steps >= 0 && steps <= most && steps == decimal.Truncate(steps)
                ? (long)steps
                : throw new FormatException(FormattableString.Invariant($"{source.Path}.{Name} must be a multiple of {step} from 0 to {most * step}."));
        }
        sink.Put(raw, 1);
    }

    private Validity Check(byte raw) => raw <= most ? Validity.Valid : raw switch { 0xFF => Validity.Invalid, 0xFE => Validity.Abnormal, _ => Validity.OutOfRange };
}

/// <summary>Bytes that are always the same: a length, or what says which value follows.</summary>
internal sealed class Constant(int width, int value) : Fixed("constant", width)
{
    internal bool Matches(ReadOnlySpan<byte> item) => Number.Raw(item[Offset..], Width) == value;

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Encode(DocumentObject source, ByteSink sink) => sink.Put(value, Width);
}

/// <summary>Several states in one byte.</summary>
/// <param name="Name">Name in documents.</param>
/// <param name="Shift">Its lowest bit.</param>
/// <param name="Bits">How many bits.</param>
/// <param name="States">Their names by number; null, or beyond the end, for none.</param>
internal sealed record BitState(string Name, int Shift, int Bits, params string?[] States)
{
    internal JsonEncodedText Key { get; } = JsonEncodedText.Encode(Name);

    internal string? Of(byte raw) => Value(raw) is var value && value < States.Length ? States[value] : null;

    internal int Mask => ((1 << Bits) - 1) << Shift;

    private int Value(byte raw) => (raw & Mask) >> Shift;
}

/// <summary>A byte of states. Where a state has no name, or a bit of none is set, the whole byte stands in <c>raw</c>.</summary>
internal sealed class BitStates(string name, params BitState[] states) : Fixed(name, 1)
{
    private readonly int _known = states.Sum(s => s.Mask);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        foreach (var state in states)
        {
            if (state.Of(data[at]) is { } value)
                writer.WriteString(state.Key, value);
        }
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var raw = data[at];
        var isSaid = (raw & ~_known) == 0;
        foreach (var state in states)
        {
            if (state.Of(raw) is not null)
                continue;
            visitor.State(state, at);
            isSaid = false;
        }
        if (!isSaid)
            visitor.Reserved(this, raw);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, 1, out var raw))
        {
            foreach (var state in states)
            {
                var value = Array.IndexOf(state.States, source.String(state.Name));
                raw |= value >= 0
                    ? (long)value << state.Shift
                    : throw new FormatException($"{source.Path}.{state.Name} must be one of {string.Join(", ", state.States.Where(s => s is not null))}.");
            }
        }
        sink.Put(raw, 1);
    }
}

/// <summary>So many objects of one fixed length, without a count.</summary>
internal sealed class Repeated(string name, int count, Layout item) : Part(name)
{
    internal override int Width => count * item.FixedLength;

    /// <summary>Whether the bytes are long enough and have every constant of every object.</summary>
    internal bool Matches(ReadOnlySpan<byte> data)
    {
        if (data.Length < Width)
            return false;
        for (var at = 0; at < Width; at += item.FixedLength)
        {
            if (!item.Matches(data[at..]))
                return false;
        }
        return true;
    }

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault) =>
        data.Length - at >= Width ? Width : fault.Truncated(Name, at, Width, data.Length - at);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        writer.WriteStartArray(Key);
        for (var i = 0; i < count; i++)
            item.WriteObject(writer, data.Slice(at + i * item.FixedLength, item.FixedLength));
        writer.WriteEndArray();
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        for (var i = 0; i < count; i++, at += item.FixedLength)
            visitor.Inner(item, data.Slice(at, item.FixedLength), at);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var elements = source.Array(Name);
        if (elements.GetArrayLength() != count)
            throw new FormatException($"{source.Path}.{Name} must have {count} elements.");
        var index = 0;
        foreach (var element in elements.EnumerateArray())
            item.Encode(DocumentObject.Of(element, $"{source.Path}.{Name}[{index++}]"), sink);
    }
}
