namespace Orleans.Runtime;

/// <summary>Timers of the runtime, which must not capture the context of whoever happens to create them.</summary>
internal static class Timers
{
    /// <summary>A timer that does not run until it is changed.</summary>
    public static ITimer Create(TimeProvider time, TimerCallback callback, object? state)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
        {
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
