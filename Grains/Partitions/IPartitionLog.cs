namespace Twins.Grains.Partitions;

/// <summary>
/// The log of every partition: a port, one implementation a backend. Whatever changes a twin is an entry here first (R1). The implementation
/// retries I/O for ever (R7); a call fails only by cancellation, or by damage.
/// </summary>
public interface IPartitionLog
{
    /// <summary>
    /// Appends one encoded batch and returns its sequence once it is durable. Appends of one partition take place in the order of the calls;
    /// a caller has one append in flight per partition.
    /// </summary>
    Task<long> AppendAsync(PartitionId partition, ReadOnlyMemory<byte> batch, CancellationToken cancellationToken);

    /// <summary>
    /// The durable batches above <paramref name="after"/> in order, as many as fit into <paramref name="maxBytes"/> (at least one where there is
    /// one); empty at the end of the log. A sequence that is missing between two batches was truncated or lost; the caller decides.
    /// </summary>
    Task<IReadOnlyList<LoggedBatch>> ReadAsync(PartitionId partition, long after, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Allows everything through <paramref name="through"/> to be deleted; space returns when every partition allows it.</summary>
    Task TruncateAsync(PartitionId partition, long through, CancellationToken cancellationToken);

    /// <summary>The last durable sequence; 0 for an empty log that never held anything.</summary>
    Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken);

    /// <summary>Makes the next sequence larger than <paramref name="floor"/>; for a log that lost its tail (R5).</summary>
    Task ContinueAboveAsync(PartitionId partition, long floor, CancellationToken cancellationToken);
}
