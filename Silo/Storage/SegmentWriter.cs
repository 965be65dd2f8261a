using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>Writes the newest segment of the log.</summary>
internal sealed class SegmentWriter : SqliteTarget
{
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _row;
    private readonly SqliteParameter _partition;
    private readonly SqliteParameter _sequence;
    private readonly SqliteParameter _bytes;
    private int _lastRow;

    public SegmentWriter(SqliteConnection connection, Segment segment, SegmentIndex index, long createdTimestamp, CommitHook? hook)
        : base(connection, hook)
    {
        (Segment, Index, CreatedTimestamp) = (segment, index, createdTimestamp);
        _insert = new SqliteCommand("INSERT INTO batch VALUES ($row, $partition, $sequence, $bytes)", connection);
        _row = _insert.Parameters.Add("$row", SqliteType.Integer);
        _partition = _insert.Parameters.Add("$partition", SqliteType.Integer);
        _sequence = _insert.Parameters.Add("$sequence", SqliteType.Integer);
        _bytes = _insert.Parameters.Add("$bytes", SqliteType.Blob);
        _insert.Prepare();
    }

    /// <summary>The segment, for readers.</summary>
    public Segment Segment { get; }

    /// <summary>The durable batches in it.</summary>
    public SegmentIndex Index { get; }

    /// <summary>When it was begun (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long CreatedTimestamp { get; }

    /// <summary>Whether there are durable batches in it.</summary>
    public bool HasBatches { get; private set; }

    /// <summary>Writes a batch and returns its row.</summary>
    public int Insert(int partition, long sequence, ReadOnlyMemory<byte> bytes)
    {
        // Boxes are the price of ADO.NET's parameters; the bytes are not copied.
        (_row.Value, _partition.Value, _sequence.Value) = (++_lastRow, partition, sequence);
        _bytes.Value = MemoryMarshal.TryGetArray(bytes, out var array) && array is { Array: { } whole, Offset: 0 } && array.Count == whole.Length
            ? whole
            : bytes.ToArray();
        _insert.ExecuteNonQuery();
        return _lastRow;
    }

    /// <summary>A batch is durable: readers find it from now on.</summary>
    public void Publish(int partition, BatchPlace place)
    {
        HasBatches = true;
        Index.Add(partition, place);
    }

    /// <inheritdoc/>
    protected override void DisposeStatements() => _insert.Dispose();
}
