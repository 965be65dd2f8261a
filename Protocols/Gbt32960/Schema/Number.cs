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
internal sealed class Number(string name, int width, long min, long max, long zero = 0, int decimals = 0, bool marked = true) : Part(name)
{
    private static readonly double[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    internal override int Width => width;

    internal static long Raw(ReadOnlySpan<byte> data, int width) => width switch
    {
        1 => data[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(data),
        _ => BinaryPrimitives.ReadUInt32BigEndian(data),
    };

    internal Validity Check(long raw)
    {
        var ones = (1L << (8 * width)) - 1;
        if (marked && raw >= ones - 1)
            return raw == ones ? Validity.Invalid : Validity.Abnormal;
        return raw < min || raw > max ? Validity.OutOfRange : Validity.Valid;
    }

    /// <summary>The value at the entry's own place in its object.</summary>
    internal Reading Read(ReadOnlySpan<byte> data) => Read(data, Offset);

    internal Reading Read(ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], width);
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
            Validity.Invalid => (1L << (8 * width)) - 1,
            Validity.Abnormal => (1L << (8 * width)) - 2,
            _ => -1,
        };
        if (value.IsValid ? raw < min || raw > max : raw < 0 || !marked)
            throw new ArgumentOutOfRangeException(nameof(value), string.Create(CultureInfo.InvariantCulture, $"{Name} cannot be {Describe(value)}: {Range}."));
        PutRaw(data[at..], width, raw);
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

    private string Range => string.Create(CultureInfo.InvariantCulture, $"allowed is {Decimal(min)} to {Decimal(max)}");

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault) =>
        data.Length - at >= width ? width : fault.Truncated(Name, at, width, data.Length - at);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], width);
        if (Check(raw) != Validity.Valid)
            return;
        writer.WritePropertyName(Key);
        WriteNumber(writer, raw);
    }

    internal void WriteNumber(Utf8JsonWriter writer, long raw) => writer.WriteNumberValue(Decimal(raw));

    // The decimal that the wire means, with at least one digit behind the point where the field has tenths: 521.2, 0.0, 3.63.
    internal decimal Decimal(long raw) => Decimal(raw, negative: false);

    internal decimal Decimal(long raw, bool negative)
    {
        var number = raw + zero;
        var digits = decimals;
        for (; digits > 1 && number % 10 == 0; digits--)
            number /= 10;
        var magnitude = Math.Abs(number);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, magnitude != 0 && negative ^ (number < 0), (byte)digits);
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var validity = Check(Raw(data[at..], width));
        if (validity != Validity.Valid)
            writer.Add(Key, validity);
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
        var raw = Raw(data[at..], width);
        if (Check(raw) == Validity.OutOfRange)
            report.Add(at, string.Create(CultureInfo.InvariantCulture, $"{Name} is {Decimal(raw)}: {Range}"));
    }
}
