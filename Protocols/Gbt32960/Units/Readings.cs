using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960;

/// <summary>A list of values in place; <c>foreach</c> gives each.</summary>
public ref struct Readings
{
    private readonly Number? _element;
    private readonly Validity _absence;
    private readonly ReadOnlySpan<byte> _values;
    private int _index;

    /// <summary>The list whose count stands at a place of an object.</summary>
    internal Readings(Series table, ReadOnlySpan<byte> data, int at)
    {
        _absence = table.Absence(data, at);
        Count = table.Count(data, at);
        _element = table.Element;
        _values = data.Slice(at + table.LengthOf(0), Count * _element.Width);
        _index = -1;
    }

    /// <summary>Valid, or why there is no list; invalid where the edition has none.</summary>
    public readonly Validity Absence => _element is null ? Validity.Invalid : _absence;

    /// <summary>Values in the list.</summary>
    public int Count { get; }

    /// <summary>The value at which the walk stands.</summary>
    public readonly Reading Current => this[_index];

    /// <summary>A value by its index.</summary>
    public readonly Reading this[int index] => _element!.Read(_values, index * _element.Width);

    /// <summary>Goes to the next value.</summary>
    public bool MoveNext() => ++_index < Count;

    /// <summary>A walk from where this one stands.</summary>
    public readonly Readings GetEnumerator() => this;
}
