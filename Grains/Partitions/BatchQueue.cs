namespace Twins.Grains.Partitions;

/// <summary>
/// The next batch of a log: from the live tail where it fits, otherwise from the log itself. Bounded: what does not fit is read from the log later.
/// </summary>
internal sealed class BatchQueue(PartitionState state, IPartitionLog log)
{
    /// <summary>Live batches kept while earlier ones are applied.</summary>
    private const int MaxTail = 128;

    private const int ReadBytes = 4 * 1024 * 1024;
    private readonly Queue<LoggedBatch> _tail = new();
    private readonly Queue<LoggedBatch> _read = new();
    private TaskCompletionSource _signal = NewSignal();
    private bool _lookAtLog = true;
    private long _highestSeen;

    /// <summary>Completes when there may be something to do.</summary>
    public Task Signal => _signal.Task;

    /// <summary>Batches that are known to be in the log and not applied.</summary>
    public long Lag => Math.Max(0, _highestSeen - state.AppliedSequence);

    /// <summary>A batch from the stream.</summary>
    public void Offer(LoggedBatch batch)
    {
        _highestSeen = Math.Max(_highestSeen, batch.Sequence);
        if (batch.Sequence > state.AppliedSequence)
        {
            if (_tail.Count < MaxTail) _tail.Enqueue(batch);
            else _lookAtLog = true;
        }

        Wake();
    }

    /// <summary>Looks at the log even if the tail is silent.</summary>
    public void Poke()
    {
        _lookAtLog = true;
        Wake();
    }

    public void Wake() => _signal.TrySetResult();

    /// <summary>The next batch above what is applied; null when the log's end is reached.</summary>
    public async Task<LoggedBatch?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_signal.Task.IsCompleted) _signal = NewSignal();
            if (Take(_read) is { } read) return read;
            if (TakeTail() is { } live) return live;
            if (!_lookAtLog) return null;
            _lookAtLog = false;
            foreach (var batch in await log.ReadAsync(state.Id, state.AppliedSequence, ReadBytes, cancellationToken)) _read.Enqueue(batch);
            if (_read.Count == 0) return null;
            _highestSeen = Math.Max(_highestSeen, _read.Last().Sequence);
            _lookAtLog = true;
        }
    }

    private LoggedBatch? Take(Queue<LoggedBatch> queue)
    {
        while (queue.TryDequeue(out var batch))
            if (batch.Sequence > state.AppliedSequence) return batch;
        return null;
    }

    /// <summary>A live batch that is not the next one is read from the log, which is the truth.</summary>
    private LoggedBatch? TakeTail()
    {
        if (Take(_tail) is not { } batch) return null;
        if (batch.Sequence == state.AppliedSequence + 1) return batch;
        _lookAtLog = true;
        return null;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
