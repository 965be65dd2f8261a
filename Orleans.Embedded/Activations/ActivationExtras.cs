using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>What most activations never need.</summary>
internal sealed class ActivationExtras
{
    public DeactivationReason Reason { get; set; }

    public bool WasValid { get; set; }

    public CancellationTokenSource? Activating { get; set; }

    public CancellationToken Deactivating { get; set; }

    public TaskCompletionSource? Deactivated { get; set; }

    public HashSet<IDisposable>? Timers { get; set; }

    public Dictionary<Type, object>? Components { get; set; }

    public AsyncServiceScope? Scope { get; set; }

    /// <summary>Reads the states of the grain, before it is activated.</summary>
    public List<Func<Task>>? StateReads { get; set; }

    public GrainReference? Reference { get; set; }

    /// <summary>Until when idle collection leaves the activation alone, by the silo's coarse clock.</summary>
    public long KeepUntilMs { get; set; }
}
