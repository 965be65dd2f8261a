using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>An activation of a grain, as seen by the grain.</summary>
public interface IGrainContext : ITargetHolder
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The identity of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain; null until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation; the scope ends with it.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Ends when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation when its running requests have ended; later requests get a new one.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
