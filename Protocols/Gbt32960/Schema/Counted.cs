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
    // Made once, since reading a list that is cut allocates nothing.
    private readonly string _countName = $"the count of {name}";

    protected int CountWidth => countWidth;

    /// <summary>The count, 0 for an absent list. Only for data that was measured before.</summary>
    internal int Count(ReadOnlySpan<byte> data, int at) => Absence(data, at) == Validity.Valid ? (int)Number.Raw(data[at..], countWidth) : 0;

    internal Validity Absence(ReadOnlySpan<byte> data, int at)
    {
        var ones = (1 << (8 * countWidth)) - 1;
        var raw = (int)Number.Raw(data[at..], countWidth);
        return raw == ones ? Validity.Invalid : raw == ones - 1 ? Validity.Abnormal : Validity.Valid;
    }

    internal sealed override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < countWidth)
            return fault.Truncated(_countName, at, countWidth, data.Length - at);
        var count = Count(data, at);
        if (count > most)
            return fault.TooMany(Name, at, count, most);
        var length = MeasureElements(data, at + countWidth, count, ref fault);
        return length < 0 ? -1 : countWidth + length;
    }

    internal sealed override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Absence(data, at) != Validity.Valid)
            return;
        writer.WriteStartArray(Key);
        WriteElements(writer, data, at + countWidth, Count(data, at));
        writer.WriteEndArray();
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) =>
        visitor.Value(this, at, Absence(data, at), 0);

    internal sealed override void Encode(DocumentObject source, ByteSink sink)
    {
        if (source.TryGetRaw(Name, countWidth, out var mark))
        {
            sink.Put(mark, countWidth);
            return;
        }
        var elements = source.Array(Name);
        sink.Put(Allowed(elements.GetArrayLength(), source.Path), countWidth);
        var index = 0;
        foreach (var element in elements.EnumerateArray())
            EncodeElement(element, index++, source, sink);
    }

    /// <summary>A count, which must not be above the largest.</summary>
    internal int Allowed(int count, string path) => count <= most
        ? count
        : throw new FormatException($"{path}.{Name} has {count} elements, at most {most} are allowed.");

    protected abstract int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault);

    protected abstract void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at, int count);

    protected abstract void EncodeElement(JsonElement element, int index, DocumentObject source, ByteSink sink);
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

    protected override void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at, int count)
    {
        foreach (var element in new ItemReader(item, data[at..], count))
            item.WriteObject(writer, element);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        base.Visit(ref visitor, data, at);
        var place = at + CountWidth;
        foreach (var element in new ItemReader(item, data[place..], Count(data, at)))
        {
            visitor.Inner(item, element, place);
            place += element.Length;
        }
    }

    protected override void EncodeElement(JsonElement element, int index, DocumentObject source, ByteSink sink) =>
        item.Encode(DocumentObject.Of(element, $"{source.Path}.{Name}[{index}]"), sink);
}

/// <summary>Walks the objects of a list; without allocation.</summary>
internal ref struct ItemReader
{
    private readonly Layout _item;
    private ReadOnlySpan<byte> _rest;
    private int _left;

    /// <summary>Starts at the count byte of a measured list.</summary>
    internal ItemReader(Layout item, ReadOnlySpan<byte> list) : this(item, list[1..], list[0] >= 0xFE ? 0 : list[0])
    {
    }

    /// <summary>Starts behind the count of a measured list.</summary>
    internal ItemReader(Layout item, ReadOnlySpan<byte> elements, int count)
    {
        _item = item;
        _rest = elements;
        _left = count;
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
