using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A provider is missing or wrongly configured.</summary>
[GenerateSerializer]
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>An exception with a message.</summary>
    public BadProviderConfigException(string msg) : base(msg) { }
}
