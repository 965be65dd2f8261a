using System.Globalization;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// A count and that many elements. A count of all ones (minus one) says that the list is invalid (abnormal), and nothing follows it.
/// </summary>
/// <param name="name">Name of the list in documents.</param>
/// <param name="countWidth">Bytes of the count, 1 or 2.</param>
/// <param name="most">Largest count allowed.</param>
internal abstract class Counted(string name, int countWidth, int most) : Part(name)
{
    internal override int Width => -1;

    protected int CountWidth => countWidth;

    protected int Most => most;

    /// <summary>The count, 0 for an absent list. Only for data that was measured before.</summary>
    internal int Count(ReadOnlySpan<byte> data, int at) => Absence(data, at) == Validity.Valid ? (int)Number.Raw(data[at..], countWidth) : 0;

    internal Validity Absence(ReadOnlySpan<byte> data, int at)
    {
        var ones = (1 << (8 * countWidth)) - 1;
        var raw = (int)Number.Raw(data[at..], countWidth);
        return raw == ones ? Validity.Invalid : raw == ones - 1 && raw > most ? Validity.Abnormal : Validity.Valid;
    }

    internal sealed override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < countWidth)
            return fault.Truncated($"the count of {Name}", at, countWidth, data.Length - at);
        var count = Count(data, at);
        if (count > most)
            return fault.TooMany(Name, at, count, most);
        var length = MeasureElements(data, at + countWidth, count, ref fault);
        return length < 0 ? -1 : countWidth + length;
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Absence(data, at) is var absence and not Validity.Valid)
            writer.Add(Key, absence);
    }

    protected abstract int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault);
}

/// <summary>A list of objects.</summary>
internal sealed class Items(string name, int most, Layout item) : Counted(name, 1, most)
{
    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault)
    {
        var start = at;
        for (var i = 0; i < count; i++)
        {
            var length = item.Measure(data[at..], ref fault);
            if (length < 0)
            {
                fault.Offset += at;
                return -1;
            }
            at += length;
        }
        return at - start;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Absence(data, at) != Validity.Valid)
            return;
        writer.WriteStartArray(Key);
        foreach (var element in new ItemReader(item, data[at..]))
            item.WriteObject(writer, element);
        writer.WriteEndArray();
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
        var place = at + CountWidth;
        foreach (var element in new ItemReader(item, data[at..]))
        {
            item.Report(report.Inside(place), element);
            place += element.Length;
        }
    }
}

/// <summary>A list of numbers.</summary>
internal sealed class Series(string name, int countWidth, int most, Number element) : Counted(name, countWidth, most)
{
    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault)
    {
        var length = count * element.Width;
        return data.Length - at >= length ? length : fault.Truncated($"{Name} ({count} values)", at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Absence(data, at) != Validity.Valid)
            return;
        writer.WriteStartArray(Key);
        for (int i = 0, count = Count(data, at); i < count; i++)
        {
            var raw = RawAt(data, at, i);
            if (element.Check(raw) == Validity.Valid)
                element.WriteNumber(writer, raw);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        base.WriteAbsent(ref writer, data, at);
        for (int i = 0, count = Count(data, at); i < count; i++)
        {
            if (element.Check(RawAt(data, at, i)) is var validity and not Validity.Valid)
                writer.Add(i, validity);
        }
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
        int outside = 0, first = 0;
        for (var i = Count(data, at) - 1; i >= 0; i--)
        {
            if (element.Check(RawAt(data, at, i)) == Validity.OutOfRange)
                (outside, first) = (outside + 1, i);
        }
        var place = at + CountWidth + first * element.Width;
        if (outside > 0)
            report.Add(place, string.Create(CultureInfo.InvariantCulture, $"{outside} of {Name}, first at index {first}, are outside their range"));
    }

    /// <summary>Bytes of so many values with their count.</summary>
    internal int LengthOf(int count) => count <= Most
        ? CountWidth + count * element.Width
        : throw new ArgumentException($"{Name} has {count} values, at most {Most} are allowed.", nameof(count));

    /// <summary>Writes count and values.</summary>
    internal void Put(Span<byte> data, ReadOnlySpan<Reading> values)
    {
        Number.PutRaw(data, CountWidth, values.Length);
        for (var i = 0; i < values.Length; i++)
            element.Put(data, CountWidth + i * element.Width, values[i]);
    }

    private long RawAt(ReadOnlySpan<byte> data, int at, int index) => Number.Raw(data[(at + CountWidth + index * element.Width)..], element.Width);
}

/// <summary>A list of DWORD codes whose meaning is the manufacturer's, as eight hexadecimal digits each.</summary>
internal sealed class Codes(string name, int most) : Counted(name, 1, most)
{
    internal const int CodeLength = 4;

    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault)
    {
        var length = count * CodeLength;
        return data.Length - at >= length ? length : fault.Truncated($"{Name} ({count} codes)", at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Absence(data, at) != Validity.Valid)
            return;
        writer.WriteStartArray(Key);
        for (int i = 0, count = Count(data, at); i < count; i++)
            writer.WriteStringValue(Convert.ToHexStringLower(data.Slice(at + CountWidth + i * CodeLength, CodeLength)));
        writer.WriteEndArray();
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
    }
}

/// <summary>Walks the objects of a list; without allocation.</summary>
internal ref struct ItemReader
{
    private readonly Layout _item;
    private ReadOnlySpan<byte> _rest;
    private int _left;

    /// <summary>Starts at the count byte of a measured list.</summary>
    internal ItemReader(Layout item, ReadOnlySpan<byte> list)
    {
        _item = item;
        _left = list[0] >= 0xFE ? 0 : list[0];
        _rest = list[1..];
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    internal readonly int Left => _left;

    public readonly ItemReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        var fault = default(Fault);
        var length = _item.Measure(_rest, ref fault);
        _left--;
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
