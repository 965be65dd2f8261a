namespace Twins.Silo.Storage;

/// <summary>A bounded queue from many callers to one thread, which takes all of it at once. Callers wait for a place in the order of their calls.</summary>
internal sealed class CommitQueue<TTarget>(CommitLimits limits) where TTarget : class, ICommitTarget
{
    // Monitor, because the consumer is a thread that sleeps on it.
    private readonly object _gate = new();
    private readonly LinkedList<Place> _waiting = new();
    private List<CommitWork<TTarget>> _admitted = [];
    private long _admittedBytes;
    private bool _closed;

    /// <summary>Adds work as soon as there is a place for it; cancelled before that, it is not added.</summary>
    public Task AddAsync(CommitWork<TTarget> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<Place> node;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(GroupCommit<TTarget>));
            if (_waiting.Count == 0 && Fits(work))
            {
                Admit(work);
                return Task.CompletedTask;
            }

            node = _waiting.AddLast(new Place(work));
        }

        return WaitForPlaceAsync(node, cancellationToken);
    }

    /// <summary>Everything in the queue, in order; blocks while it is empty. Null when the queue is closed and empty.</summary>
    public List<CommitWork<TTarget>>? TakeAll()
    {
        lock (_gate)
        {
            while (_admitted.Count == 0)
            {
                if (_closed) return null;
                Monitor.Wait(_gate);
            }

            var taken = _admitted;
            _admitted = [];
            _admittedBytes = 0;
            AdmitWaiting();
            return taken;
        }
    }

    /// <summary>Takes no more; who waits for a place is cancelled.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var place in _waiting) place.Given.SetCanceled();
            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private async Task WaitForPlaceAsync(LinkedListNode<Place> node, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => GiveUp(node, cancellationToken));
        await node.Value.Given.Task;
    }

    private void GiveUp(LinkedListNode<Place> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is null) return;
            _waiting.Remove(node);
            node.Value.Given.SetCanceled(cancellationToken);
            AdmitWaiting();
        }
    }

    private void AdmitWaiting()
    {
        while (_waiting.First is { } first && Fits(first.Value.Work))
        {
            _waiting.RemoveFirst();
            Admit(first.Value.Work);
            first.Value.Given.SetResult();
        }
    }

    private bool Fits(CommitWork<TTarget> work) =>
        _admitted.Count == 0 || (_admitted.Count < limits.MaxItems && _admittedBytes + work.Bytes <= limits.MaxBytes);

    private void Admit(CommitWork<TTarget> work)
    {
        _admitted.Add(work);
        _admittedBytes += work.Bytes;
        Monitor.Pulse(_gate);
    }

    private sealed record Place(CommitWork<TTarget> Work)
    {
        public TaskCompletionSource Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
