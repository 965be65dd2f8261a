namespace Orleans.Configuration;

/// <summary>How calls are sent and awaited.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for a response; 30 seconds by default.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a request that was not started when its caller gave up is dropped.</summary>
    public bool DropExpiredMessages { get; set; } = true;

    /// <summary>Whether the callee's cancellation token is cancelled when the caller times out.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>Whether a cancelled caller waits until the callee has ended.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }
}

/// <summary>How a host's calls are sent and awaited, and how many may wait at a grain.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How often a request is sent on from an ended activation to its successor before it fails; 2 by default.</summary>
    public int MaxForwardCount { get; set; } = 2;

    /// <summary>How many requests may wait or run at one activation before further ones are rejected; 0 means any number.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>How many requests may wait or run at one activation before a warning is logged; 0 means any number.</summary>
    public int MaxEnqueuedRequestsSoftLimit { get; set; }
}

/// <summary>How a client's calls are sent and awaited.</summary>
public class ClientMessagingOptions : MessagingOptions;
