using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Twins.Silo.Storage;

/// <summary>
/// One thread that writes whatever work is waiting as one transaction, and says that it is done only when the transaction is durable. A transaction
/// that fails is written again, for ever, with a growing pause, to the target that takes the failed one's place (R7); meanwhile callers wait.
/// </summary>
internal sealed partial class GroupCommit<TTarget> : IStoreHealth, IAsyncDisposable where TTarget : class, ICommitTarget
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestCommit = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly (string Begun, string Executed, string Committed) _places;
    private readonly ICommitTargets<TTarget> _targets;
    private readonly CommitQueue<TTarget> _queue;
    private readonly StopLimit _stop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TTarget? _target;
    private volatile string? _fault;
    private long _begun;
    private long _commits;
    private bool _disposed;
    private bool _hasGivenUp;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The store, as operators know it: log, events, state.</param>
    /// <param name="targets">Where the transactions go.</param>
    /// <param name="limits">What may wait.</param>
    /// <param name="stop">How long the end may take.</param>
    /// <param name="time">For the pause before a repetition, and for what takes too long.</param>
    /// <param name="logger">Hears of failures.</param>
    public GroupCommit(string name, ICommitTargets<TTarget> targets, CommitLimits limits, StopLimit stop, TimeProvider time, ILogger logger)
    {
        (_name, _targets, _queue, _stop, _time, _logger) = (name, targets, new CommitQueue<TTarget>(limits), stop, time, logger);
        var place = name.Replace(' ', '-');
        _places = ($"{place}.begun", $"{place}.executed", $"{place}.committed");
        new Thread(Run) { IsBackground = true, Name = $"commit {name}" }.Start();
    }

    /// <inheritdoc/>
    /// <remarks>A disk that hangs throws nothing, so a commit that does not return is a fault while it lasts.</remarks>
    public string? Fault => _fault ?? (Interlocked.Read(ref _begun) is not 0 and var begun && _time.GetElapsedTime(begun) > s_longestCommit
        ? $"The {_name} has not been written for {s_longestCommit.TotalSeconds} s: the disk does not answer; what waits is written when it does." : null);

    /// <summary>Transactions that became durable.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Returns once the work is durable. Cancelled, it is not known whether the work was done.</summary>
    public async Task DoAsync(CommitWork<TTarget> work, CancellationToken cancellationToken)
    {
        await _queue.AddAsync(work, cancellationToken);
        await work.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the thread once what was taken is durable; work that cannot be written now is cancelled.</summary>
    public ValueTask DisposeAsync() => EndAsync(() => ValueTask.CompletedTask);

    /// <summary>Ends the thread as <see cref="DisposeAsync"/> does, then closes the files. A disk that hangs is not waited for without limit.</summary>
    public async ValueTask EndAsync(Func<ValueTask> close)
    {
        // A container disposes a singleton once for each service it is registered as.
        if (Interlocked.Exchange(ref _disposed, true)) return;
        if (!await _stop.WaitAsync(EndNowAsync(close), _time)) LogNotEnded(_name);
    }

    private async Task EndNowAsync(Func<ValueTask> close)
    {
        _queue.Close();
        await _stopping.CancelAsync();
        await _ended.Task;
        _stopping.Dispose();
        await close();
    }

    private void Run()
    {
        while (_queue.TakeAll() is { } group) CommitGroup(group);
        try
        {
            _target?.Dispose();
            _ended.SetResult();
        }
        catch (SqliteException e)
        {
            _ended.SetException(e);
        }
    }

    private void CommitGroup(List<CommitWork<TTarget>> group)
    {
        if (_hasGivenUp || !TryUntilStopped(group))
        {
            // What is behind work that was given up is given up too: written without it, it would stand behind a hole in its log.
            _hasGivenUp = true;
            foreach (var work in group) work.Cancel();
            return;
        }

        if (_fault is not null) LogRecovered(_name);
        _fault = null;
        foreach (var work in group) work.Complete(_target!);
    }

    /// <summary>Tries until it is done, or until the end; there it tries once more.</summary>
    private bool TryUntilStopped(List<CommitWork<TTarget>> group)
    {
        for (var pause = s_firstPause; !TryCommit(group); pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
            if (!Pause(pause)) return TryCommit(group);
        return true;
    }

    private bool TryCommit(List<CommitWork<TTarget>> group)
    {
        Interlocked.Exchange(ref _begun, _time.GetTimestamp());
        try
        {
            _target = _targets.Next(_target);
            FailPoint.Pass(_places.Begun);
            Execute(group, _target);
            FailPoint.Pass(_places.Executed);
            _target.Commit();
            FailPoint.Pass(_places.Committed);
            Interlocked.Increment(ref _commits);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: nothing of this group is durable, its callers wait, and this thread is the only one that can go on.
            _fault = $"The {_name} cannot be written: {e.Message.TrimEnd('.')}; it is tried again until it can.";
            LogFailed(e, _name, group.Count);
            if (_target is { } failed) Abandon(failed);
            _target = null;
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref _begun, 0);
        }
    }

    private void Abandon(TTarget failed)
    {
        try
        {
            _targets.Abandon(failed);
        }
        catch (Exception e)
        {
            LogNotLetGo(e, _name);
        }
    }

    private static void Execute(List<CommitWork<TTarget>> group, TTarget target)
    {
        target.Begin();
        for (var i = 0; i < group.Count; i++)
        {
            try
            {
                group[i].Execute(target);
            }
            catch (Exception e) when (IsOfTheWork(e))
            {
                // Not the disk's fault: to repeat it would stop everyone else for ever.
                group[i].Fail(e);
                group.RemoveAt(i);
                target.Rollback();
                target.Begin();
                i = -1;
            }
        }
    }

    private static bool IsOfTheWork(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH,
        _ => exception is not IOException,
    };

    private bool Pause(TimeSpan pause)
    {
        try
        {
            Task.Delay(pause, _time, _stopping.Token).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
