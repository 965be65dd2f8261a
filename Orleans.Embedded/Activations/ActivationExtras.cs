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

    public StreamObservers? StreamObservers { get; set; }

    public AsyncServiceScope? Scope { get; set; }

    /// <summary>Reads the states of the grain, before it is activated.</summary>
    public List<Func<Task>>? StateReads { get; set; }
}
