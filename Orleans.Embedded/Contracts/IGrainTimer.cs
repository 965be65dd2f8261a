using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of a grain; it ends when disposed or with the activation.</summary>
public interface IGrainTimer : IDisposable;

/// <summary>When a grain timer ticks and how its ticks are scheduled.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Sets due time and period.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a tick to the next one; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with requests and other timers; if not, a tick waits its turn as a request does.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use of the activation, and so keep it from idle collection.</summary>
    public bool KeepAlive { get; init; }
}
