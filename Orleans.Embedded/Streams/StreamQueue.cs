namespace Orleans.Runtime;

/// <summary>Counts what waits in a queue and numbers it; the bound and its outcome are those of Orleans' memory streams.</summary>
internal sealed class StreamQueue(long firstSequence)
{
    private const int MaxEventCount = 16384;
    private long _sequence = firstSequence;
    private int _count;

    public bool IsFull => Volatile.Read(ref _count) >= MaxEventCount;

    /// <summary>Takes a place; returns the number of the batch. Called under a lock on the queue.</summary>
    public long Take()
    {
        if (IsFull)
            throw new InvalidOperationException($"Can not enqueue since the count has reached its maximum of {MaxEventCount}");
        Interlocked.Increment(ref _count);
        return _sequence++;
    }

    public void Free() => Interlocked.Decrement(ref _count);
}

/// <summary>What one call published: its events stay together.</summary>
internal sealed class StreamBatch(StreamQueue queue, long sequence, object[] items, int consumers, Dictionary<string, object>? context)
{
    private int _consumers = consumers;

    public long Sequence => sequence;

    public object[] Items => items;

    public Dictionary<string, object>? Context => context;

    /// <summary>Called once by each consumer, when it has taken or skipped the batch.</summary>
    public void Done()
    {
        if (Interlocked.Decrement(ref _consumers) == 0)
            queue.Free();
    }
}
