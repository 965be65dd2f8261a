namespace Orleans.Configuration;

/// <summary>How the events of a stream provider are delivered.</summary>
public class StreamPullingAgentOptions
{
    /// <summary>How long the delivery of an event is repeated before the consumer is told that it failed; one minute by default.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Into how many queues the streams of a provider are divided.</summary>
public class HashRingStreamQueueMapperOptions
{
    /// <summary>Eight.</summary>
    public const int DEFAULT_NUM_QUEUES = 8;

    /// <summary>The number of queues.</summary>
    public int TotalQueueCount { get; set; } = DEFAULT_NUM_QUEUES;
}
