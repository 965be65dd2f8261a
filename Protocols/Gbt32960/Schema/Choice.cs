using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

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

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => visitor.Value(this, at, Check(data[at]), data[at]);

    internal override string Describe(long raw) => $"{Name} is {raw}, allowed is {string.Join(", ", Enumerable.Range(0, 256).Where(v => Names[v] is not null))}";

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, 1, out var raw))
            raw = RawOf(source.String(Name), source.Path);
        sink.Put(raw, 1);
    }

    private int RawOf(string text, string path)
    {
        var raw = Array.FindIndex(Names, n => n?.Value == text);
        return raw >= 0
            ? raw
            : throw new FormatException($"{path}.{Name} is \"{text}\", allowed is {string.Join(", ", Names.Where(n => n is not null))}.");
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
        foreach (var value in Enum.GetValues<T>())
        {
            if (Convert.ToByte(value, null) is var raw and < 0xFE)
                names[raw] = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        }
        return names;
    }
}
