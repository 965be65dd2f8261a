using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Twins.Grains.Snapshots;

/// <summary>Reads one value of a kind.</summary>
internal delegate T ReadItem<out T>(ref SnapshotReader from);

/// <summary>Reads what <see cref="SnapshotWriter"/> wrote, member by member in the same order; whatever the bytes, the outcome is values or an exception.</summary>
/// <exception cref="InvalidDataException">From every member: the bytes end too early, or are none that the writer writes.</exception>
internal ref struct SnapshotReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _all = bytes;
    private ReadOnlySpan<byte> _rest = bytes.Span;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new InvalidDataException($"a flag in it is {other}"),
    };

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new InvalidDataException("a number in it is longer than 64 bits");
    }

    public long? MaybeNumber() => Flag() ? Number() : null;

    /// <summary>A number that is a count, an index or a value of an enumeration.</summary>
    public int Int() => Number() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw new InvalidDataException("a number in it is longer than 32 bits");

    public int? MaybeInt() => Flag() ? Int() : null;

    public ulong Hash() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public double? MaybeReal() => Real() is var value && double.IsNaN(value) ? null : value;

    public DateTimeOffset Time() => MaybeTime() ?? default;

    public DateTimeOffset? MaybeTime()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        if (ticks == 0) return null;
        return ticks > 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw new InvalidDataException("a time in it is none");
    }

    public string Text() => MaybeText() ?? throw new InvalidDataException("a text in it is missing");

    public string? MaybeText() => Int() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public ReadOnlySpan<byte> Bytes() => Take(Int());

    /// <summary>Bytes where they stand, as long as what is read is kept.</summary>
    public ReadOnlyMemory<byte> BytesInPlace()
    {
        var count = Take(Int()).Length;
        return _all.Slice(_all.Length - _rest.Length - count, count);
    }

    public T? Maybe<T>(ReadItem<T> read) where T : class => Flag() ? read(ref this) : null;

    public T? MaybeValue<T>(ReadItem<T> read) where T : struct => Flag() ? read(ref this) : null;

    public ImmutableArray<T> Items<T>(ReadItem<T> read)
    {
        var count = Int();
        // Each item takes a byte at least.
        if (count < 0 || count > _rest.Length) throw TooShort();
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++) items.Add(read(ref this));
        return items.MoveToImmutable();
    }

    /// <summary>Nothing may be left.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty) throw new InvalidDataException($"{_rest.Length} bytes stand behind its end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw TooShort();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException TooShort() => new("it ends too early");
}
