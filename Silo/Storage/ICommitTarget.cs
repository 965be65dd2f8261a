namespace Twins.Silo.Storage;

/// <summary>A file that groups of work are written to, one transaction a group. Used by one thread.</summary>
internal interface ICommitTarget : IDisposable
{
    /// <summary>Starts a transaction.</summary>
    void Begin();

    /// <summary>Ends the transaction; when this returns it is durable.</summary>
    void Commit();

    /// <summary>Undoes the transaction; the file is as sound as before.</summary>
    void Rollback();
}

/// <summary>Where a <see cref="GroupCommit{TTarget}"/> gets its targets from. Called on its thread only.</summary>
internal interface ICommitTargets<TTarget> where TTarget : class, ICommitTarget
{
    /// <summary>The target of the next group: the current one, or another in its place.</summary>
    /// <param name="current">Null at the start and after a failure.</param>
    TTarget Next(TTarget? current);

    /// <summary>A group could not be written to <paramref name="target"/>: lets go of it, and what is said to be durable stays readable.</summary>
    void Abandon(TTarget target);
}
