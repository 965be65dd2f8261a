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

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The factory of references to other grains.</summary>
    protected IGrainFactory GrainFactory => ((Activation)GrainContext).Silo.Factory;

    /// <summary>The services of this activation; the scope ends with it.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation when its running requests have ended; later requests get a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation from idle collection for at least <paramref name="timeSpan"/>; a negative value takes an earlier delay back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);
}
