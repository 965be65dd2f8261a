using System.Collections.Immutable;

namespace Twins.Grains.Partitions;

/// <summary>One twin's entries of one batch of its partition's log, in their order.</summary>
/// <param name="Epoch">The partition activation's epoch; a twin that knows a higher one refuses.</param>
/// <param name="PreviousSequence">The sequence of the batch that held this twin's entries before these; 0 for its first.</param>
/// <param name="Sequence">The batch's sequence in the partition's log.</param>
/// <param name="Entries">Never empty.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinBatch")]
public sealed record TwinBatch(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long PreviousSequence,
    [property: Id(2)] long Sequence,
    [property: Id(3)] ImmutableArray<TwinEntry> Entries);
