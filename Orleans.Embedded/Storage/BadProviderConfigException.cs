using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A provider is missing or wrongly configured.</summary>
[GenerateSerializer]
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>An exception without a message of its own.</summary>
    public BadProviderConfigException() { }

    /// <summary>An exception with a message.</summary>
    public BadProviderConfigException(string msg) : base(msg) { }

    /// <summary>An exception with a message and a cause.</summary>
    public BadProviderConfigException(string msg, Exception exc) : base(msg, exc) { }
}
