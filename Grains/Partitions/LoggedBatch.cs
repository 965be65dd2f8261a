namespace Twins.Grains.Partitions;

/// <summary>A batch as it stands in a partition's log; also the item of the stream <c>telemetry/{partition}</c>.</summary>
/// <param name="Partition">Whose log.</param>
/// <param name="Sequence">Its place, 1 for the first.</param>
/// <param name="Bytes">The encoded batch (<see cref="LogBatch"/>), never pooled.</param>
[GenerateSerializer, Immutable, Alias("Twins.LoggedBatch")]
public sealed record LoggedBatch(
    [property: Id(0)] PartitionId Partition,
    [property: Id(1)] long Sequence,
    [property: Id(2)] ReadOnlyMemory<byte> Bytes);
