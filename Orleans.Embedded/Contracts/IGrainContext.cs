using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>An activation of a grain, as seen by the grain.</summary>
public interface IGrainContext : ITargetHolder
{
    /// <summary>The identity of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain; null until it is constructed.</summary>
    object? GrainInstance { get; }
}
