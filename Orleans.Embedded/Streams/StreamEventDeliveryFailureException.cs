namespace Orleans.Streams;

/// <summary>An event could not be delivered within the time allowed, and was skipped.</summary>
[GenerateSerializer]
public sealed class StreamEventDeliveryFailureException : Runtime.OrleansException
{
    /// <summary>An exception with a message.</summary>
    public StreamEventDeliveryFailureException(string message) : base(message) { }
}
