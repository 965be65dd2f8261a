using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Twins.Grains.Snapshots;

/// <summary>Writes one value of a kind.</summary>
internal delegate void WriteItem<in T>(SnapshotWriter to, T item);

/// <summary>
/// Writes state as bytes, members in a fixed order: the same state is the same bytes in every run, so that a replay can be compared with a page. Integers take as
/// many bytes as they need, times are UTC ticks, what is absent is a mark of its own.
/// </summary>
internal readonly struct SnapshotWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private readonly ArrayBufferWriter<byte> _to;

    private SnapshotWriter(ArrayBufferWriter<byte> to) => _to = to;

    /// <summary>The bytes of one value.</summary>
    public static byte[] ToBytes<T>(T value, WriteItem<T> write)
    {
        var buffer = Fill(value, write);
        var bytes = buffer.WrittenSpan.ToArray();
        t_buffer = buffer;
        return bytes;
    }

    /// <summary>Gives the bytes of one value to somebody who does not keep them.</summary>
    public static void Write<T, TState>(T value, WriteItem<T> write, TState state, ReadOnlySpanAction<byte, TState> take)
    {
        var buffer = Fill(value, write);
        take(buffer.WrittenSpan, state);
        t_buffer = buffer;
    }

    private static ArrayBufferWriter<byte> Fill<T>(T value, WriteItem<T> write)
    {
        // Taken while in use: a writer within a writer has its own.
        var buffer = t_buffer ?? new ArrayBufferWriter<byte>(2048);
        t_buffer = null;
        buffer.ResetWrittenCount();
        write(new SnapshotWriter(buffer), value);
        return buffer;
    }

    public void Byte(byte value)
    {
        _to.GetSpan(1)[0] = value;
        _to.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, the sign in the lowest.</summary>
    public void Number(long value)
    {
        var span = _to.GetSpan(10);
        var used = 0;
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) span[used++] = (byte)(rest | 0x80);
        span[used++] = (byte)rest;
        _to.Advance(used);
    }

    public void Number(long? value)
    {
        Flag(value is not null);
        if (value is { } number) Number(number);
    }

    public void Numbers(params ReadOnlySpan<long> values)
    {
        foreach (var value in values) Number(value);
    }

    public void Hash(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_to.GetSpan(sizeof(ulong)), value);
        _to.Advance(sizeof(ulong));
    }

    /// <summary>State holds no number that is not one, so that mark is free.</summary>
    public void Real(double? value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_to.GetSpan(sizeof(double)), value ?? double.NaN);
        _to.Advance(sizeof(double));
    }

    /// <summary>Nothing in a city happened in the year 1, so that mark is free.</summary>
    public void Time(DateTimeOffset? value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_to.GetSpan(sizeof(long)), value?.UtcTicks ?? 0);
        _to.Advance(sizeof(long));
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        _to.Advance(Encoding.UTF8.GetBytes(value, _to.GetSpan(length)));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _to.Write(value);
    }

    public void Maybe<T>(T? value, WriteItem<T> write) where T : class
    {
        Flag(value is not null);
        if (value is not null) write(this, value);
    }

    public void Maybe<T>(T? value, WriteItem<T> write) where T : struct
    {
        Flag(value is not null);
        if (value is { } some) write(this, some);
    }

    public void Items<T>(ImmutableArray<T> items, WriteItem<T> write)
    {
        Number(items.Length);
        foreach (var item in items) write(this, item);
    }
}
