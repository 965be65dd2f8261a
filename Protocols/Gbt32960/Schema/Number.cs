using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// An unsigned big-endian number of 1, 2 or 4 bytes: value = (raw + <paramref name="zero"/>) / 10^<paramref name="decimals"/>, for raw from
/// <paramref name="min"/> to <paramref name="max"/>.
/// </summary>
/// <param name="name">Name in documents.</param>
/// <param name="width">Bytes.</param>
/// <param name="min">Smallest raw number allowed.</param>
/// <param name="max">Largest raw number allowed.</param>
/// <param name="zero">What is added to the raw number.</param>
/// <param name="decimals">Decimal digits of the value.</param>
/// <param name="marked">Whether all ones and all ones minus one mean invalid and abnormal; otherwise they are numbers like others.</param>
/// <param name="doubtful">Above this raw number, a value is kept but doubted.</param>
internal sealed class Number(string name, int width, long min, long max, long zero = 0, int decimals = 0, bool marked = true, long doubtful = long.MaxValue) : Fixed(name, width)
{
    private static readonly double[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    internal static long Raw(ReadOnlySpan<byte> data, int width) => width switch
    {
        1 => data[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(data),
        _ => BinaryPrimitives.ReadUInt32BigEndian(data),
    };

    internal Validity Check(long raw)
    {
        var ones = (1L << (8 * Width)) - 1;
        if (marked && raw >= ones - 1)
            return raw == ones ? Validity.Invalid : Validity.Abnormal;
        return raw < min || raw > max ? Validity.OutOfRange : Validity.Valid;
    }

    /// <summary>The value at the entry's own place in its object.</summary>
    internal Reading Read(ReadOnlySpan<byte> data) => Read(data, Offset);

    internal Reading Read(ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], Width);
        var validity = Check(raw);
        return validity == Validity.Valid ? new Reading((raw + zero) / Powers[decimals]) : Reading.Absent(validity);
    }

    /// <summary>Writes a value, or the mark of its absence, at the entry's own place.</summary>
    internal void Put(Span<byte> data, Reading value) => Put(data, Offset, value);

    internal void Put(Span<byte> data, int at, Reading value)
    {
        var raw = value.Validity switch
        {
            Validity.Valid => (long)Math.Round(value.Value * Powers[decimals]) - zero,
            Validity.Invalid => (1L << (8 * Width)) - 1,
            Validity.Abnormal => (1L << (8 * Width)) - 2,
            _ => -1,
        };
        if (value.IsValid ? raw < min || raw > max : raw < 0 || !marked)
            throw new ArgumentOutOfRangeException(nameof(value), string.Create(CultureInfo.InvariantCulture, $"{Name} cannot be {Describe(value)}, {Range}."));
        PutRaw(data[at..], Width, raw);
    }

    internal static void PutRaw(Span<byte> data, int width, long raw)
    {
        if (width == 1)
            data[0] = (byte)raw;
        else if (width == 2)
            BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)raw);
        else
            BinaryPrimitives.WriteUInt32BigEndian(data, (uint)raw);
    }

    private static string Describe(Reading value) =>
        value.IsValid ? value.Value.ToString(CultureInfo.InvariantCulture) : value.Validity.ToString().ToLowerInvariant();

    internal override string Describe(long raw) => string.Create(CultureInfo.InvariantCulture, $"{Name} is {Decimal(raw)}, {Range}");

    private string Range => string.Create(CultureInfo.InvariantCulture, $"allowed is {Decimal(min)} to {Decimal(max)}");

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], Width);
        if (Check(raw) == Validity.Valid)
            writer.WriteNumber(Key, Decimal(raw));
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], Width);
        var validity = Check(raw);
        visitor.Value(this, at, validity, raw);
        if (validity == Validity.Valid && raw > doubtful)
            visitor.Doubt(at, string.Create(CultureInfo.InvariantCulture, $"{Name} is {Decimal(raw)}, more than {Decimal(doubtful)} is doubtful; it is kept"));
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, Width, out var raw))
            raw = RawOf(source[Name], source.Path, Name);
        sink.Put(raw, Width);
    }

    /// <summary>The raw number of a value in a document.</summary>
    internal long RawOf(JsonElement value, string path, string name, bool magnitude = false)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || number is < -1_000_000_000 or > 10_000_000_000)
            throw new FormatException($"{path}.{name} must be a number, {Range}.");
        var scaled = (magnitude ? Math.Abs(number) : number) * (decimal)Powers[decimals] - zero;
        if (scaled != decimal.Truncate(scaled))
            throw new FormatException($"{path}.{name} has more than {decimals} decimals.");
        return scaled >= min && scaled <= max
            ? (long)scaled
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{path}.{name} is {number}, {Range}."));
    }

    /// <summary>
    /// The decimal that the wire means, with at least one digit behind the point where the field has tenths: 521.2, 0.0, 3.63.
    /// </summary>
    internal decimal Decimal(long raw, bool negative = false)
    {
        var number = raw + zero;
        var digits = decimals;
        for (; digits > 1 && number % 10 == 0; digits--)
            number /= 10;
        var magnitude = Math.Abs(number);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, magnitude != 0 && negative ^ (number < 0), (byte)digits);
    }
}
