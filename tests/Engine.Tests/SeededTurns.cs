namespace Twins.Engine.Tests;

/// <summary>
/// Runs everything on the thread of the test: grains, their clients and, by a clock of its own, timers. What runs next, and for how many turns, is drawn from a
/// seed, so that a seed is an order of events and a failure is repeated by it.
/// </summary>
internal sealed class SeededTurns(int seed, Action advance) : TurnPool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Random _random = new(seed);
    private readonly List<IThreadPoolWorkItem> _ready = [];

    /// <summary>A hash of all choices that were made: two runs with the same have run in the same order.</summary>
    public long Order { get; private set; } = 17;

    public override void Queue(IThreadPoolWorkItem item, bool preferLocal)
    {
        lock (_ready)
        {
            _ready.Add(item);
            Monitor.Pulse(_ready);
        }
    }

    public override bool IsOver(long startMs) => Draw(3) == 0;

    /// <summary>Runs what is ready until a task has ended.</summary>
    public void RunUntil(Task ended)
    {
        ended.ContinueWith(_ => Wake(), TaskScheduler.Default);
        while (!ended.IsCompleted)
        {
            if (Draw(50) == 0)
                advance();
            else
                TakeNext(ended)?.Execute();
        }

        ended.GetAwaiter().GetResult();
    }

    /// <summary>A number below <paramref name="below"/>.</summary>
    public int Draw(int below)
    {
        var drawn = _random.Next(below);
        Order = unchecked((Order * 31) + drawn);
        return drawn;
    }

    private IThreadPoolWorkItem? TakeNext(Task ended)
    {
        lock (_ready)
        {
            while (_ready.Count == 0)
            {
                if (ended.IsCompleted)
                    return null;
                if (!Monitor.Wait(_ready, s_patience))
                    throw new TimeoutException($"seed {seed}: nothing is left to run, but something has not ended");
            }

            var index = Draw(_ready.Count);
            var item = _ready[index];
            _ready.RemoveAt(index);
            return item;
        }
    }

    private void Wake()
    {
        lock (_ready)
            Monitor.Pulse(_ready);
    }
}

/// <summary>Lets the clients of grains take part: their tasks are picked like the turns of grains.</summary>
internal sealed class ClientTasks(TurnPool turns) : TaskScheduler
{
    public Task Run(Func<Task> client) => Task.Factory.StartNew(client, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    protected override void QueueTask(Task task) => turns.Queue(new Item(this, task), preferLocal: false);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private sealed class Item(ClientTasks owner, Task task) : IThreadPoolWorkItem
    {
        public void Execute() => owner.TryExecuteTask(task);
    }
}
