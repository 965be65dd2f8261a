using System.Globalization;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>An object of a document to be encoded: its values, and what it says of those that are not there.</summary>
internal readonly struct DocumentObject
{
    private readonly JsonElement _values;
    private readonly JsonElement _absent;
    private readonly JsonElement _raw;

    private DocumentObject(JsonElement values, JsonElement owner, string path)
    {
        Path = path;
        if (values.ValueKind != JsonValueKind.Object || owner.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{path} must be an object.");
        _values = values;
        owner.TryGetProperty("absent", out _absent);
        owner.TryGetProperty("raw", out _raw);
    }

    /// <summary>Where the object stands in its document.</summary>
    internal string Path { get; }

    /// <summary>An object that holds its values directly, beside <c>absent</c>.</summary>
    internal static DocumentObject Of(JsonElement element, string path) => new(element, element, path);

    /// <summary>An object that holds <c>values</c> beside <c>absent</c>.</summary>
    internal static DocumentObject OfUnit(JsonElement unit, string path) =>
        unit.ValueKind == JsonValueKind.Object && unit.TryGetProperty("values", out var values)
            ? new DocumentObject(values, unit, path)
            : throw new FormatException($"{path} must be an object with values.");

    internal bool HasRaw(string name) => _raw.ValueKind == JsonValueKind.Object && _raw.TryGetProperty(name, out _);

    internal bool Has(string name) => _values.TryGetProperty(name, out _);

    /// <summary>Whether there is a value, or a reason why there is none.</summary>
    internal bool Says(string name) => Has(name) || HasRaw(name) || _absent.ValueKind == JsonValueKind.Object && _absent.TryGetProperty(name, out _);

    internal JsonElement this[string name] =>
        _values.TryGetProperty(name, out var value) ? value : throw new FormatException($"{Path}.{name} is missing and not named absent.");

    internal DocumentObject Inner(string name) => Of(this[name], $"{Path}.{name}");

    /// <summary>The elements of an array, which must be one.</summary>
    internal JsonElement Array(string name) =>
        this[name] is { ValueKind: JsonValueKind.Array } array ? array : throw new FormatException($"{Path}.{name} must be an array.");

    /// <summary>The elements of an array of strings, which must be one.</summary>
    internal string[] Strings(string name)
    {
        var path = $"{Path}.{name}";
        return [.. Array(name).EnumerateArray().Select((element, index) => StringOf(element, $"{path}[{index}]"))];
    }

    internal string String(string name) => StringOf(this[name], $"{Path}.{name}");

    private static string StringOf(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new FormatException($"{path} must be a string.");

    internal bool Boolean(string name) => this[name].ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"{Path}.{name} must be true or false."),
    };

    internal int Integer(string name) =>
        this[name] is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
            ? value
            : throw new FormatException($"{Path}.{name} must be a whole number.");

    internal byte[] Hex(string name)
    {
        var text = String(name);
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new FormatException($"{Path}.{name} must be an even number of hexadecimal digits.");
        }
    }

    /// <summary>The number on the wire where <c>raw</c> or a mark in <c>absent</c> gives it: for a value of so many bytes.</summary>
    internal bool TryGetRaw(string name, int width, out long raw)
    {
        var ones = (1L << (8 * width)) - 1;
        raw = 0;
        if (_raw.ValueKind == JsonValueKind.Object && _raw.TryGetProperty(name, out var number))
        {
            if (number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out raw) && raw >= 0 && raw <= ones)
                return true;
            throw new FormatException($"{Path}.raw.{name} must be a whole number of {width} bytes.");
        }
        if (_absent.ValueKind != JsonValueKind.Object || !_absent.TryGetProperty(name, out var reason))
            return false;
        raw = (reason.ValueKind == JsonValueKind.String ? reason.GetString() : null) switch
        {
            "invalid" => ones,
            "abnormal" => ones - 1,
            _ => throw new FormatException($"{Path}.absent.{name} must be \"invalid\" or \"abnormal\"; for another number on the wire state it in {Path}.raw.{name}."),
        };
        return true;
    }

    internal bool TryGetRaw(int index, int width, out long raw) => TryGetRaw(index.ToString(CultureInfo.InvariantCulture), width, out raw);
}

/// <summary>Bytes under construction.</summary>
internal sealed class ByteSink
{
    private byte[] _bytes = new byte[512];

    internal int Length { get; private set; }

    /// <summary>Where the object begins that is being written; entries may set bits at its start.</summary>
    internal int ObjectStart { get; set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal Span<byte> FromObjectStart => _bytes.AsSpan(ObjectStart, Length - ObjectStart);

    internal Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length)
            System.Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        var place = _bytes.AsSpan(Length, count);
        place.Clear();
        Length += count;
        return place;
    }

    internal void Put(long raw, int width) => Number.PutRaw(Take(width), width, raw);
}
