using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>Bytes with their length, one WORD, before them; as hexadecimal digits.</summary>
internal sealed class Blob(string name) : Part(name)
{
    private const int LengthWidth = 2;

    /// <summary>The bytes of a measured blob.</summary>
    internal static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> data, int at) => data.Slice(at + LengthWidth, (int)Number.Raw(data[at..], LengthWidth));

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < LengthWidth)
            return fault.Truncated(Name, at, LengthWidth, data.Length - at);
        var length = LengthWidth + (int)Number.Raw(data[at..], LengthWidth);
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) =>
        writer.WriteString(Key, Convert.ToHexStringLower(Read(data, at)));

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var bytes = source.Hex(Name);
        if (bytes.Length > ushort.MaxValue)
            throw new FormatException($"{source.Path}.{Name} has {bytes.Length} bytes, at most {ushort.MaxValue} are allowed.");
        sink.Put(bytes.Length, LengthWidth);
        bytes.CopyTo(sink.Take(bytes.Length));
    }
}
