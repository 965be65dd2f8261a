namespace Orleans;

/// <summary>Sets the type part of the identities of a grain class.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute : Attribute
{
    /// <summary>Sets the grain type.</summary>
    public GrainTypeAttribute(string grainType) => GrainType = Runtime.GrainType.Create(grainType);

    internal Runtime.GrainType GrainType { get; }
}
