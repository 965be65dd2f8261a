using System.Buffers.Binary;
using System.Text;

namespace Twins.Grains.Partitions;

/// <summary>One element of a batch: a twin's id (empty when it is addressed to the partition) and its entry.</summary>
/// <param name="TwinId">Whose entry.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct LogEntry(string TwinId, TwinEntry Entry);

/// <summary>
/// A batch of a partition's log. Encoded: format 1, flags, total length, writer, writer's sequence, number of entries, then sessions and entries in order,
/// and CRC-32C over all before it.
/// </summary>
public sealed class LogBatch
{
    internal const byte Format = 1;
    internal const byte SessionTag = 0xFF;
    internal const byte UnsettledTag = 0x80;
    internal const int HeaderBytes = 6;
    internal const int ChecksumBytes = 4;

    /// <summary>The most bytes of an encoded batch.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private LogBatch(string writer, long writerSequence, IReadOnlyList<LogEntry> entries) =>
        (Writer, WriterSequence, Entries) = (writer, writerSequence, entries);

    /// <summary>Who wrote it: an intake incarnation, or a partition as text.</summary>
    public string Writer { get; }

    /// <summary>That writer's own count for this partition, rising; an append that is repeated carries the same.</summary>
    public long WriterSequence { get; }

    /// <summary>In order.</summary>
    public IReadOnlyList<LogEntry> Entries { get; }

    /// <summary>Whether encoded bytes hold a Quarantine entry, without decoding them.</summary>
    public static bool PeekQuarantine(ReadOnlySpan<byte> bytes) => bytes.Length > HeaderBytes && (bytes[1] & 1) != 0;

    /// <summary>The writer and its number of an encoded batch that was checked, without decoding the rest.</summary>
    public static (string Writer, long WriterSequence) PeekWriter(ReadOnlyMemory<byte> bytes)
    {
        var reader = new LogReader(bytes, HeaderBytes);
        return (reader.Text(), reader.Number());
    }

    /// <summary>Checks format, length and checksum of an encoded batch.</summary>
    /// <exception cref="LogDamagedException">The bytes are not a whole batch.</exception>
    public static void Check(LoggedBatch logged)
    {
        var span = logged.Bytes.Span;
        if (span.Length < HeaderBytes + ChecksumBytes) throw Damaged(logged, "it is shorter than a header");
        if (span[0] != Format) throw Damaged(logged, $"its format is {span[0]}, this version reads {Format}");
        var length = BinaryPrimitives.ReadInt32LittleEndian(span[2..]);
        if (length != span.Length) throw Damaged(logged, $"it says {length} bytes and has {span.Length}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[^ChecksumBytes..]) != Checksum.Crc32C(span[..^ChecksumBytes])) throw Damaged(logged, "its checksum is wrong");
    }

    /// <summary>Reads an encoded batch, checking it first.</summary>
    /// <exception cref="LogDamagedException">The bytes are not a whole batch.</exception>
    public static LogBatch Decode(LoggedBatch logged)
    {
        Check(logged);
        try
        {
            return DecodeBody(logged.Bytes[..^ChecksumBytes]);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidDataException)
        {
            throw Damaged(logged, e.Message);
        }
    }

    private static LogBatch DecodeBody(ReadOnlyMemory<byte> body)
    {
        var reader = new LogReader(body, HeaderBytes);
        var writer = reader.Text();
        var writerSequence = reader.Number();
        var count = checked((int)reader.Number());
        var entries = new List<LogEntry>(Math.Min(count, 65536));
        var sessions = new List<LinkSession>();
        while (!reader.AtEnd)
        {
            var tag = reader.Byte();
            if (tag == SessionTag)
            {
                sessions.Add(new LinkSession(reader.Text(), reader.Number(), (LinkKind)reader.Byte(), reader.Text()));
                continue;
            }

            var session = (int)reader.Number();
            var receivedAt = new DateTimeOffset(reader.Ticks(), TimeSpan.Zero);
            var twinId = reader.Text();
            var link = session == 0 ? null : sessions[session - 1];
            var kind = (EntryKind)(tag & ~UnsettledTag);
            entries.Add(new LogEntry(twinId, new TwinEntry(kind, entries.Count, receivedAt, link, reader.Bytes()) { IsClockUnsettled = (tag & UnsettledTag) != 0 }));
        }

        if (entries.Count != count) throw new InvalidDataException($"it says {count} entries and has {entries.Count}");
        return new LogBatch(writer, writerSequence, entries);
    }

    private static LogDamagedException Damaged(LoggedBatch batch, string why) => new(batch.Partition, batch.Sequence, why);
}

/// <summary>A cursor over the bytes of a batch; reading past the end throws.</summary>
internal struct LogReader(ReadOnlyMemory<byte> bytes, int position)
{
    private int _position = position;

    public readonly bool AtEnd => _position >= bytes.Length;

    public byte Byte() => bytes.Span[_position++];

    public long Number()
    {
        long value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("a number in it is longer than 64 bits");
    }

    public long Ticks()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[_position..]);
        _position += sizeof(long);
        return ticks;
    }

    public ReadOnlyMemory<byte> Bytes()
    {
        var length = checked((int)Number());
        var slice = bytes.Slice(_position, length);
        _position += length;
        return slice;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);
}
