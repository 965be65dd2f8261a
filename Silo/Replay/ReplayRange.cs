using Twins.Grains.Partitions;

namespace Twins.Silo.Replay;

/// <summary>What the log holds of one partition, and which of it lies in the time asked for. By arrival, as entries say it.</summary>
internal sealed class ReplayRange(DateTimeOffset from, DateTimeOffset to)
{
    /// <summary>The first sequence kept; 0 for none.</summary>
    public long First { get; private set; }

    /// <summary>Arrival of the oldest entry kept, UTC.</summary>
    public DateTimeOffset? KeptSince { get; private set; }

    /// <summary>The first and last batch in the time asked for; 0 for none.</summary>
    public long Begin { get; private set; }

    /// <inheritdoc cref="Begin"/>
    public long End { get; private set; }

    private readonly List<long> _gaps = [];
    private long _last;

    /// <summary>The first batch behind a place above <paramref name="sequence"/> where something is missing: a hole, or a tombstone of the doctor; <see cref="long.MaxValue"/> for none.</summary>
    public long FirstGapAbove(long sequence) => _gaps.Where(gap => gap > sequence).DefaultIfEmpty(long.MaxValue).First();

    /// <summary>Looks at a batch, in order.</summary>
    public void Add(long sequence, LogBatch batch)
    {
        if (First == 0) First = sequence;
        else if (sequence > _last + 1 || batch.Entries.Count == 0) _gaps.Add(sequence);
        _last = sequence;
        foreach (var (_, entry) in batch.Entries)
        {
            KeptSince ??= entry.ReceivedAt;
            if (entry.ReceivedAt < from || entry.ReceivedAt > to) continue;
            if (Begin == 0) Begin = sequence;
            End = sequence;
        }
    }
}
