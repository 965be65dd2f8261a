namespace Orleans;

/// <summary>Whether activations of the class are ever collected.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>Whether activations are never collected.</summary>
    public bool AlwaysActive { get; set; }
}
