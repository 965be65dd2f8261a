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
    internal virtual int Width => -1;

    /// <summary>Bytes taken at <paramref name="at"/>, or -1 with the fault filled in.</summary>
    internal abstract int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault);

    /// <summary>Bytes that can be read of an entry that could not be measured; 0 for one that is read whole or not at all.</summary>
    internal virtual int MeasureHead(ReadOnlySpan<byte> data, int at) => 0;

    /// <summary>Writes keys and values of what is there.</summary>
    internal abstract void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at);

    /// <summary>Shows the visitor what is not there or cannot be said by a value.</summary>
    internal virtual void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
    }

    /// <summary>One sentence on a raw number that the table does not allow.</summary>
    internal virtual string Describe(long raw) => $"{Name} is {raw}, which is not defined";

    /// <summary>Appends the bytes of the entry from a document.</summary>
    /// <exception cref="FormatException">The document does not have it or it does not fit.</exception>
    internal abstract void Encode(DocumentObject source, ByteSink sink);
}
