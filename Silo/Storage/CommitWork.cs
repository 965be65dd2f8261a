namespace Twins.Silo.Storage;

/// <summary>One piece of work for a <see cref="GroupCommit{TTarget}"/>; it is used once.</summary>
/// <param name="bytes">What it counts against the bound of the queue.</param>
internal abstract class CommitWork<TTarget>(long bytes) where TTarget : class, ICommitTarget
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it counts against the bound of the queue.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Completes when the work is durable.</summary>
    public Task Done => _done.Task;

    /// <summary>Does the work inside a transaction; done again, on another target, when that transaction fails.</summary>
    public abstract void Execute(TTarget target);

    /// <summary>The transaction is durable; called on the commit thread, in the order of the work, before anyone is told.</summary>
    protected virtual void Committed(TTarget target)
    {
    }

    internal void Complete(TTarget target)
    {
        Committed(target);
        _done.SetResult();
    }

    internal void Fail(Exception exception) => _done.SetException(exception);

    internal void Cancel() => _done.SetCanceled();
}
