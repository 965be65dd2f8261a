namespace Orleans;

/// <summary>Subscribes the grains of a class to all streams of a namespace: the stream with a key wakes the grain with the same key.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    private readonly string? _namespace;

    /// <summary>Subscribes to the streams of every namespace.</summary>
    public ImplicitStreamSubscriptionAttribute()
    {
    }

    /// <summary>Subscribes to the streams of a namespace.</summary>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace)
    {
        ArgumentNullException.ThrowIfNull(streamNamespace);
        _namespace = streamNamespace.Trim();
    }

    internal bool Matches(string? streamNamespace) => _namespace is null || _namespace == streamNamespace;
}
