namespace Orleans.Streams;

/// <summary>An event could not be delivered within the time allowed, and was skipped.</summary>
[GenerateSerializer]
public sealed class StreamEventDeliveryFailureException : Runtime.OrleansException
{
    /// <summary>An exception without a message of its own.</summary>
    public StreamEventDeliveryFailureException() { }

    /// <summary>An exception with a message.</summary>
    public StreamEventDeliveryFailureException(string message) : base(message) { }

    /// <summary>An exception with a message and a cause.</summary>
    public StreamEventDeliveryFailureException(string message, Exception innerException) : base(message, innerException) { }
}
