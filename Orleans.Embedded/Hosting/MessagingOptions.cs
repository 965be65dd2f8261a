namespace Orleans.Configuration;

/// <summary>How calls are sent and awaited.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for a response; 30 seconds by default.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the callee's cancellation token is cancelled when the caller times out.</summary>
    public bool CancelRequestOnTimeout { get; set; }
}

/// <summary>How a host's calls are sent and awaited, and how many may wait at a grain.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How often a request is sent on from an ended activation to its successor before it fails; 2 by default.</summary>
    public int MaxForwardCount { get; set; } = 2;

    /// <summary>How many requests may wait or run at one activation before further ones are rejected; 0 means any number.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }
}
