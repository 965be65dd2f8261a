namespace Twins.Grains.Events;

/// <summary>Reads the event log of the silo that it is on.</summary>
public sealed class EventReaderGrain(IEventLog events) : Grain, IEventReaderGrain
{
    /// <inheritdoc/>
    public Task<EventPage> ReadAsync(EventQuery query) => events.ReadAsync(query, CancellationToken.None);

    /// <inheritdoc/>
    public Task<string?> TailAsync() => events.TailAsync(CancellationToken.None);
}
