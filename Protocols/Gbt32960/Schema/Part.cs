using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// One entry of a table of the standard. Measuring, documents and the encoder all walk the same entries. Every entry is given the bytes
/// from the start of the object that it belongs to, and the place where it stands in them.
/// </summary>
internal abstract class Part(string name)
{
    /// <summary>Name in documents: the field's term, with its unit.</summary>
    internal string Name { get; } = name;

    /// <summary>The same, ready to be written.</summary>
    internal JsonEncodedText Key { get; } = JsonEncodedText.Encode(name);

    /// <summary>Place in its object; -1 behind something of variable length. Set by the <see cref="Layout"/>.</summary>
    internal int Offset { get; set; } = -1;

    /// <summary>Bytes, or -1 when that depends on the data.</summary>
    internal abstract int Width { get; }

    /// <summary>Bytes taken at <paramref name="at"/>, or -1 with the fault filled in.</summary>
    internal abstract int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault);

    /// <summary>Writes keys and values of what is there.</summary>
    internal abstract void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at);

    /// <summary>Names what is not there and belongs to the same object of the document.</summary>
    internal abstract void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at);

    /// <summary>Reports what is outside its range.</summary>
    internal abstract void Report(RangeReport report, ReadOnlySpan<byte> data, int at);
}

/// <summary>Writes the property <c>absent</c> of an object, if there is anything to name in it.</summary>
internal ref struct AbsentWriter(Utf8JsonWriter writer)
{
    private static readonly JsonEncodedText Absent = JsonEncodedText.Encode("absent");
    private static readonly JsonEncodedText[] Reasons =
        [JsonEncodedText.Encode("valid"), JsonEncodedText.Encode("invalid"), JsonEncodedText.Encode("abnormal"), JsonEncodedText.Encode("outOfRange")];

    private bool _started;

    internal void Add(JsonEncodedText key, Validity reason)
    {
        Start();
        writer.WriteString(key, Reasons[(int)reason]);
    }

    internal void Add(int index, Validity reason)
    {
        Start();
        Span<char> key = stackalloc char[11];
        index.TryFormat(key, out var length, provider: System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteString(key[..length], Reasons[(int)reason].Value);
    }

    internal void Start()
    {
        if (!_started)
            writer.WriteStartObject(Absent);
        _started = true;
    }

    internal readonly void Finish()
    {
        if (_started)
            writer.WriteEndObject();
    }
}

/// <summary>Collects values outside their range.</summary>
/// <param name="errors">Where they go.</param>
/// <param name="origin">Place in the frame of the object looked at.</param>
internal readonly struct RangeReport(List<DecodeError> errors, int origin)
{
    /// <summary>The same for an object inside this one.</summary>
    internal RangeReport Inside(int at) => new(errors, origin + at);

    internal void Add(int at, string detail) => errors.Add(new DecodeError(DecodeErrorCode.ValueRange, origin + at, detail));
}
