namespace Orleans.Runtime;

/// <summary>The type part of a grain's identity: by default the class name in lower case without the suffix "grain".</summary>
[GenerateSerializer, Immutable]
public readonly record struct GrainType
{
    /// <summary>Creates a grain type from its text.</summary>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>The text of the grain type.</summary>
    [Id(0)]
    public IdSpan Value { get; }

    /// <summary>Creates a grain type from its text.</summary>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The text; empty for the default value.</summary>
    public override string ToString() => Value.ToString();
}
