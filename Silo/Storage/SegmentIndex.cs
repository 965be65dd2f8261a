using System.Runtime.InteropServices;

namespace Twins.Silo.Storage;

/// <summary>Where a batch lies in a segment.</summary>
/// <param name="Sequence">Its place in its partition's log.</param>
/// <param name="Row">Its row in the segment.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct BatchPlace(long Sequence, int Row, int Bytes);

/// <summary>
/// The durable batches of a segment that is not sealed yet. Rows are written in the order of arrival and indexed only here, because an index in the file
/// would make each commit rewrite a page per partition (measured: six times slower). Thread-safe.
/// </summary>
internal sealed class SegmentIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<BatchPlace>> _places = [];

    /// <summary>Adds a batch behind the last of its partition.</summary>
    public void Add(int partition, BatchPlace place)
    {
        lock (_gate)
        {
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, partition, out _);
            (places ??= []).Add(place);
        }
    }

    /// <summary>First and last sequence of each partition.</summary>
    public Dictionary<int, SequenceRange> Ranges()
    {
        lock (_gate) return _places.ToDictionary(p => p.Key, p => new SequenceRange(p.Value[0].Sequence, p.Value[^1].Sequence));
    }

    /// <summary>The first sequence of a partition; null when it has none here.</summary>
    public SequenceRange? Range(int partition)
    {
        lock (_gate) return _places.TryGetValue(partition, out var places) ? new SequenceRange(places[0].Sequence, places[^1].Sequence) : null;
    }

    /// <summary>Batches with <paramref name="after"/> &lt; sequence &lt; <paramref name="before"/>, at least one where there is one, else as many as fit.</summary>
    public List<BatchPlace> Between(int partition, long after, long before, ByteBudget budget)
    {
        var found = new List<BatchPlace>();
        lock (_gate)
        {
            if (!_places.TryGetValue(partition, out var places)) return found;
            var index = CollectionsMarshal.AsSpan(places).BinarySearch(new Above(after));
            for (var i = ~index; i < places.Count && places[i].Sequence < before && budget.TryTake(places[i].Bytes); i++) found.Add(places[i]);
        }

        return found;
    }

    // Never equal, so that the search ends at the first place above.
    private readonly struct Above(long sequence) : IComparable<BatchPlace>
    {
        public int CompareTo(BatchPlace other) => other.Sequence > sequence ? -1 : 1;
    }
}

/// <summary>Sequences from first to last, both included.</summary>
internal readonly record struct SequenceRange(long First, long Last);

/// <summary>How much one answer may still hold. The first piece always fits.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long _left = bytes;
    private bool _any;

    /// <summary>The answer is full.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Takes room for a piece; false when there is none.</summary>
    public bool TryTake(int piece)
    {
        if (_any && piece > _left)
        {
            Exhausted = true;
            return false;
        }

        _any = true;
        _left -= piece;
        return true;
    }
}
