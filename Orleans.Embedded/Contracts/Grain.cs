using Orleans.Runtime;

namespace Orleans;

/// <summary>The base class of grains. It can only be constructed by the runtime.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Called by the runtime while it creates the activation.</summary>
    protected Grain()
    {
        GrainContext = RuntimeContext.Current
            ?? throw new InvalidOperationException($"{GetType()} was constructed outside of an activation: grains are created by calling them through IGrainFactory");
    }

    /// <summary>The activation that this instance belongs to.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>The factory of references to other grains.</summary>
    protected IGrainFactory GrainFactory => ((Activation)GrainContext).Silo.Factory;

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation when its running requests have ended; later requests get a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
