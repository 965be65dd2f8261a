namespace Twins.Grains.Partitions;

/// <summary>This activation is no longer its partition: a newer one took its epoch. It stops and leaves everything to the newer one (R3).</summary>
[GenerateSerializer, Alias("Twins.FencedException")]
internal sealed class FencedException(PartitionId partition, long epoch)
    : Exception($"Epoch {epoch} of {partition} was superseded by a newer activation.");
