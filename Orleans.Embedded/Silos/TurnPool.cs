namespace Orleans.Runtime;

/// <summary>Where whatever has turns to run waits for a thread: the thread pool. A seam, so that a test can pick the next by a seed.</summary>
internal class TurnPool
{
    private const long QuantumMs = 100;

    public virtual void Queue(IThreadPoolWorkItem item, bool preferLocal) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);

    /// <summary>Runs <paramref name="action"/> on another thread.</summary>
    public void Queue<T>(Action<T> action, T state) => Queue(new Item<T>(action, state), preferLocal: false);

    /// <summary>Whether a drain that started at <paramref name="startMs"/> lets others run before its next turn.</summary>
    public virtual bool IsOver(long startMs) => Environment.TickCount64 - startMs > QuantumMs;

    private sealed class Item<T>(Action<T> action, T state) : IThreadPoolWorkItem
    {
        public void Execute() => action(state);
    }
}
