using System.Collections.Immutable;

namespace Twins.Grains.Partitions;

/// <summary>Some rows of one partition, and the moment they describe.</summary>
/// <param name="Rows">In ordinal order of id.</param>
/// <param name="More">There are rows above the last of these.</param>
/// <param name="AppliedSequence">The log sequence up to which these rows are true.</param>
/// <param name="AsOf">The moment that they describe, UTC; null before the first batch of a partition that is not caught up.</param>
[GenerateSerializer, Immutable, Alias("Twins.RowPage")]
public sealed record RowPage(
    [property: Id(0)] ImmutableArray<TwinRow> Rows,
    [property: Id(1)] bool More,
    [property: Id(2)] long AppliedSequence,
    [property: Id(3)] DateTimeOffset? AsOf);
