namespace Orleans;

/// <summary>Subscribes the grains of a class to all streams of a namespace: the stream with a key wakes the grain with the same key.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    private readonly string? _namespace;

    /// <summary>Subscribes to the streams of every namespace.</summary>
    public ImplicitStreamSubscriptionAttribute() { }

    /// <summary>Subscribes to the streams of a namespace.</summary>
    /// <param name="streamNamespace">The namespace.</param>
    /// <param name="streamIdMapper">Null: the key of a stream is the key of the grain. This engine has no other mapping.</param>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
    {
        ArgumentNullException.ThrowIfNull(streamNamespace);
        if (streamIdMapper is not null)
            throw new NotSupportedException($"The stream id mapper \"{streamIdMapper}\" is not supported by this engine: leave it out, so that a stream wakes the grain with its own key");
        _namespace = streamNamespace.Trim();
    }

    internal bool Matches(string? streamNamespace) => _namespace is null || _namespace == streamNamespace;
}
