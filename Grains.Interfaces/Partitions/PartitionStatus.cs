namespace Twins.Grains.Partitions;

/// <summary>How far a partition is.</summary>
/// <param name="Partition">Which one.</param>
/// <param name="Ready">It has read its pages, is caught up with its log as of its start, and nothing it must write is failing.</param>
/// <param name="AppliedSequence">The last log sequence that all its twins have applied.</param>
/// <param name="CheckpointSequence">Everything through this sequence is in its pages; the log below is not needed by it.</param>
/// <param name="LagBatches">Batches that are in its log and not applied.</param>
/// <param name="Twins">Twins it knows.</param>
/// <param name="Fault">What stops it, one sentence; null when nothing does.</param>
/// <param name="MissingBatches">Sequences that its log should have had, and did not, since this activation began; they are passed over.</param>
[GenerateSerializer, Immutable, Alias("Twins.PartitionStatus")]
public sealed record PartitionStatus(
    [property: Id(0)] PartitionId Partition,
    [property: Id(1)] bool Ready,
    [property: Id(2)] long AppliedSequence,
    [property: Id(3)] long CheckpointSequence,
    [property: Id(4)] long LagBatches,
    [property: Id(5)] int Twins,
    [property: Id(6)] string? Fault,
    [property: Id(7)] long MissingBatches);
