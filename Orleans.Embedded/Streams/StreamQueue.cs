namespace Orleans.Runtime;

/// <summary>Counts what waits in a queue; the bound and its outcome are those of Orleans' memory streams.</summary>
internal sealed class StreamQueue
{
    private const int MaxEventCount = 16384;
    private int _count;

    public bool IsFull => Volatile.Read(ref _count) >= MaxEventCount;

    /// <summary>Takes a place; called under a lock on the queue.</summary>
    public void Take()
    {
        if (IsFull)
            throw new InvalidOperationException($"Can not enqueue since the count has reached its maximum of {MaxEventCount}");
        Interlocked.Increment(ref _count);
    }

    public void Free() => Interlocked.Decrement(ref _count);
}

/// <summary>What one call published.</summary>
internal sealed class StreamBatch(StreamQueue queue, object item, int consumers, Dictionary<string, object>? context)
{
    private int _consumers = consumers;

    public object Item => item;

    public Dictionary<string, object>? Context => context;

    /// <summary>Called once by each consumer, when it has taken or skipped the batch.</summary>
    public void Done()
    {
        if (Interlocked.Decrement(ref _consumers) == 0)
            queue.Free();
    }
}
