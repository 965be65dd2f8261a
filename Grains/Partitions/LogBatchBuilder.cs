using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Twins.Grains.Partitions;

/// <summary>Gathers entries into one encoded batch. Not thread-safe; may be reused from batch to batch.</summary>
/// <param name="capacity">Bytes to begin with.</param>
public sealed class LogBatchBuilder(int capacity = 4096)
{
    private readonly ArrayBufferWriter<byte> _body = new(capacity);
    private readonly Dictionary<LinkSession, int> _sessions = new(ReferenceEqualityComparer.Instance);
    private bool _quarantine;

    /// <summary>Entries gathered.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes gathered.</summary>
    public int Bytes => _body.WrittenCount;

    /// <summary>Adds an entry. The payload is copied.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="twinId">Whose; empty for the partition itself.</param>
    /// <param name="receivedAt">Arrival, UTC.</param>
    /// <param name="link">The session it came by, the same object for the same session; null for none.</param>
    /// <param name="payload">By kind.</param>
    public void Add(EntryKind kind, string twinId, ClockReading receivedAt, LinkSession? link, ReadOnlySequence<byte> payload)
    {
        Start(kind, twinId, receivedAt, link);
        Number(payload.Length);
        foreach (var segment in payload) _body.Write(segment.Span);
    }

    /// <inheritdoc cref="Add(EntryKind, string, ClockReading, LinkSession?, ReadOnlySequence{byte})"/>
    public void Add(EntryKind kind, string twinId, DateTimeOffset receivedAt, LinkSession? link, ReadOnlySpan<byte> payload)
    {
        Start(kind, twinId, new ClockReading(receivedAt, IsSettled: true), link);
        Number(payload.Length);
        _body.Write(payload);
    }

    /// <summary>The encoded batch; the builder is empty afterwards.</summary>
    /// <param name="writer">An intake incarnation, or a partition as text.</param>
    /// <param name="writerSequence">The writer's own count for this partition.</param>
    public byte[] Build(string writer, long writerSequence)
    {
        var head = new ArrayBufferWriter<byte>(64);
        var body = _body;
        Text(head, writer);
        Number(head, writerSequence);
        Number(head, Count);
        var length = LogBatch.HeaderBytes + head.WrittenCount + body.WrittenCount + LogBatch.ChecksumBytes;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        bytes[0] = LogBatch.Format;
        bytes[1] = _quarantine ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), length);
        head.WrittenSpan.CopyTo(bytes.AsSpan(LogBatch.HeaderBytes));
        body.WrittenSpan.CopyTo(bytes.AsSpan(LogBatch.HeaderBytes + head.WrittenCount));
        var end = length - LogBatch.ChecksumBytes;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), Checksum.Crc32C(bytes.AsSpan(0, end)));
        Clear();
        return bytes;
    }

    private void Start(EntryKind kind, string twinId, ClockReading receivedAt, LinkSession? link)
    {
        var session = link is null ? 0 : SessionIndex(link);
        _quarantine |= kind == EntryKind.Quarantine;
        Byte(receivedAt.IsSettled ? (byte)kind : (byte)((byte)kind | LogBatch.UnsettledTag));
        Number(session);
        BinaryPrimitives.WriteInt64LittleEndian(_body.GetSpan(sizeof(long)), receivedAt.Time.UtcTicks);
        _body.Advance(sizeof(long));
        Text(_body, twinId);
        Count++;
    }

    private int SessionIndex(LinkSession link)
    {
        if (_sessions.TryGetValue(link, out var index)) return index;
        Byte(LogBatch.SessionTag);
        Text(_body, link.Incarnation);
        Number(link.Number);
        Byte((byte)link.Kind);
        Text(_body, link.Sender);
        index = _sessions.Count + 1;
        _sessions.Add(link, index);
        return index;
    }

    private void Byte(byte value)
    {
        _body.GetSpan(1)[0] = value;
        _body.Advance(1);
    }

    private void Number(long value) => Number(_body, value);

    private static void Number(ArrayBufferWriter<byte> to, long value)
    {
        var span = to.GetSpan(10);
        var used = 0;
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) span[used++] = (byte)(rest | 0x80);
        span[used++] = (byte)rest;
        to.Advance(used);
    }

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(to, length);
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(length)));
    }

    private void Clear()
    {
        _body.ResetWrittenCount();
        _sessions.Clear();
        _quarantine = false;
        Count = 0;
    }
}
