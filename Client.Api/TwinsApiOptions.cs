namespace Twins.Client.Api;

/// <summary>Bounds of the API. The defaults suit a city.</summary>
public sealed class TwinsApiOptions
{
    /// <summary>Event streams open at the same time, at least 1; further ones are answered 503. Each costs a connection and a queue of a few references. Default 10,000.</summary>
    public int MaxEventSubscribers { get; set; } = 10_000;

    /// <summary>How often the event log is looked at while anybody subscribes: the most that an event waits. Default 250 ms.</summary>
    public TimeSpan EventPollInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
