using Twins.Grains.Partitions;

namespace Twins.Grains.Events;

/// <summary>The event log: insert-only pages, a port. The implementation retries I/O for ever (R7); a call fails only by cancellation, or by damage.</summary>
public interface IEventLog
{
    /// <summary>
    /// Writes the events of one batch as one page, keyed (partition, sequence), and returns once it is durable. A page that is already there
    /// stays as it is: insert-if-absent is the acceptance (R5). True when this call wrote it.
    /// </summary>
    Task<bool> AppendAsync(PartitionId partition, long sequence, IReadOnlyList<EventRecord> events, CancellationToken cancellationToken);

    /// <summary>The highest sequence of a partition that has a page; 0 without any. A log that lost its tail goes on above it, or its new events would count as known (R5).</summary>
    Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken);

    /// <summary>A page of durable events in the log's order.</summary>
    /// <exception cref="EventCursorException">The cursor is not one of this log.</exception>
    Task<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>The cursor of the last durable event; null while the log is empty.</summary>
    Task<string?> TailAsync(CancellationToken cancellationToken);
}
