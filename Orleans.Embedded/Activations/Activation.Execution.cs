namespace Orleans.Runtime;

/// <summary>
/// The activation as a scheduler. Whatever a grain runs is a task on this scheduler, so that continuations and tasks started by grain code
/// come back to it; a drain on a pool thread runs one turn after the other until nothing is left or its time is up.
/// </summary>
internal partial class Activation
{
    private static readonly Action<object?> s_start = static request => ((RequestBase)request!).Target!.Invoke((RequestBase)request);
    private static readonly Action<object?> s_activate = static activation => _ = ((Activation)activation!).ActivateAsync();
    private static readonly Action<object?> s_deactivate = static activation => _ = ((Activation)activation!).EndAsync();

    [ThreadStatic]
    private static Activation? s_draining;

    [ThreadStatic]
    private static RequestBase? s_firstDeferred;

    private Task? _firstTask;
    private Queue<Task>? _moreTasks;
    private bool _scheduled;
    private bool _taskHadTurn;

    public override int MaximumConcurrencyLevel => 1;

    void IThreadPoolWorkItem.Execute()
    {
        var startMs = Environment.TickCount64;
        RuntimeContext.Current = this;
        s_draining = this;
        while (RunNext())
        {
            if (Silo.Turns.IsOver(startMs))
            {
                Silo.Turns.Queue(this, preferLocal: false);
                break;
            }
        }

        s_draining = null;
        RuntimeContext.Current = null;
        PublishDeferred();
    }

    /// <summary>Runs <paramref name="action"/> as a turn of its own.</summary>
    public void Queue(Action<object?> action, object? state) => new Task(action, state).Start(this);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (this)
            return _firstTask is null ? [] : [_firstTask, .. _moreTasks ?? []];
    }

    protected override void QueueTask(Task task)
    {
        lock (this)
        {
            if (_firstTask is null)
                _firstTask = task;
            else
                (_moreTasks ??= Pool<Queue<Task>>.Get()).Enqueue(task);
            Schedule();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        => !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, this) && TryExecuteTask(task);

    private static void PublishDeferred()
    {
        while (s_firstDeferred is { } request)
        {
            s_firstDeferred = request.Next;
            request.Publish(inline: true);
        }
    }

    private static void Defer(RequestBase request)
    {
        request.Next = s_firstDeferred;
        s_firstDeferred = request;
    }

    /// <summary>Queues a drain unless one is queued or running; called under the lock.</summary>
    private void Schedule()
    {
        if (_scheduled)
            return;
        _scheduled = true;
        Silo.Turns.Queue(this, preferLocal: true);
    }

    /// <summary>Runs one turn; false when there is none and the drain is over.</summary>
    private bool RunNext()
    {
        Task? task = null;
        Action<object?> action = s_start;
        object? state = this;
        lock (this)
        {
            if (_firstTask is not null && (!_taskHadTurn || _waiting == 0))
            {
                task = DequeueTask();
                _taskHadTurn = true;
            }
            else if (_state == ActivationState.Valid && TakeStartable() is { } request)
            {
                state = request;
                _taskHadTurn = false;
            }
            else if (_firstTask is not null)
            {
                task = DequeueTask();
            }
            else if (TakeTransition() is { } transition)
            {
                action = transition;
            }
            else
            {
                _scheduled = false;
                return false;
            }
        }

        if (task is not null)
            TryExecuteTask(task);
        else
            new Task(action, state).RunSynchronously(this);
        return true;
    }

    private Task DequeueTask()
    {
        var task = _firstTask!;
        if (_moreTasks is null)
        {
            _firstTask = null;
            return task;
        }

        _firstTask = _moreTasks.Dequeue();
        if (_moreTasks.Count == 0)
        {
            Pool<Queue<Task>>.Return(_moreTasks);
            _moreTasks = null;
        }

        return task;
    }
}
