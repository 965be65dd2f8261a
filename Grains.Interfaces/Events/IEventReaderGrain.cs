using Orleans.Concurrency;

namespace Twins.Grains.Events;

/// <summary>Reads the event log; only durable events are seen. Any key gives the same answers; clients use 0.</summary>
[Alias("Twins.IEventReaderGrain")]
public interface IEventReaderGrain : IGrainWithIntegerKey
{
    /// <summary>A page of events.</summary>
    /// <exception cref="EventCursorException">The cursor is not one of this log.</exception>
    [AlwaysInterleave, Alias("Read")]
    Task<EventPage> ReadAsync(EventQuery query);

    /// <summary>The cursor of the last event; null while the log is empty.</summary>
    [AlwaysInterleave, Alias("Tail")]
    Task<string?> TailAsync();
}
