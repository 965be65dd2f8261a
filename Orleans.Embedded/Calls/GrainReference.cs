using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>The base class of generated references. A reference is an identity and a way to call it; it does not keep the grain active.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    /// <summary>Called by generated code.</summary>
    protected internal GrainReference(GrainReferenceShared shared, IdSpan key)
    {
        Shared = shared;
        Key = key;
    }

    /// <summary>The identity of the grain.</summary>
    public GrainId GrainId => new(Shared.GrainType, Key);

    /// <summary>The full name of the interface of this reference.</summary>
    public virtual string InterfaceName => Shared.InterfaceName;

    internal GrainReferenceShared Shared { get; }

    internal IdSpan Key { get; }

    /// <summary>The activation that took the last call; a hint, which may have ended since.</summary>
    internal Activation? LastTarget { get; set; }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>The identity and the interface.</summary>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    /// <summary>Sends a request; the task ends with the result of the method.</summary>
    protected ValueTask<T?> InvokeAsync<T>(IRequest methodDescription) => Shared.Silo.InvokeAsync<T>(this, (RequestBase)methodDescription)!;

    /// <summary>Sends a request; the task ends with the method.</summary>
    protected ValueTask InvokeAsync(IRequest methodDescription) => Shared.Silo.InvokeAsync(this, (RequestBase)methodDescription);

    /// <summary>Sends a request that nobody waits for.</summary>
    protected void Invoke(IRequest methodDescription) => Shared.Silo.Invoke(this, (RequestBase)methodDescription);
}
