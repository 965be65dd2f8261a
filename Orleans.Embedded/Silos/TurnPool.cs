namespace Orleans.Runtime;

/// <summary>Where whatever has turns to run waits for a thread: the thread pool. A seam, so that a test can pick the next by a seed.</summary>
internal class TurnPool
{
    private const long QuantumMs = 100;

    public virtual void Queue(IThreadPoolWorkItem item, bool preferLocal) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);

    /// <summary>Whether a drain that started at <paramref name="startMs"/> lets others run before its next turn.</summary>
    public virtual bool IsOver(long startMs) => Environment.TickCount64 - startMs > QuantumMs;
}
