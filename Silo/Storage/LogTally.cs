using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>Counts what the log holds of one partition. Segments come newest first, and where two hold the same sequence the newer one counts.</summary>
internal sealed class LogTally
{
    private readonly List<DamagedRecord> _damaged = [];
    private long _newerFrom = long.MaxValue;
    private long _first = long.MaxValue;
    private long _last;
    private long _records;

    /// <summary>A row of a segment.</summary>
    public void Add(SegmentRow row, string path)
    {
        if (row.Sequence >= _newerFrom) return;
        _first = Math.Min(_first, row.Sequence);
        _last = Math.Max(_last, row.Sequence);
        _records++;
        var why = row.Damage is { } damage
            ? new LogDamagedException(PartitionCode.ToPartition(row.Partition), row.Sequence, $"{path}: {damage}").Message
            : LogDoctor.DamageOf(row);
        if (why is not null) _damaged.Add(new DamagedRecord(row.Sequence, why));
    }

    /// <summary>Older ones follow.</summary>
    public void EndOfSegment() => _newerFrom = _first;

    /// <summary>After the last.</summary>
    public PartitionInspection Result(PartitionId partition) => new(partition, _first, _last, _records, [.. _damaged.OrderBy(d => d.Sequence)]);
}
