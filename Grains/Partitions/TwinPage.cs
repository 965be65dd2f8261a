using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Twins.Grains.Partitions;

/// <summary>Some of a partition's twins as they were between two batches; one grain-state record.</summary>
/// <param name="Schema">Of this record.</param>
/// <param name="Position">Every batch through this sequence is in these twins.</param>
/// <param name="Twins">All twins of the page.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinPage"), JsonConverter(typeof(TwinPageFormat))]
public sealed record TwinPage(
    [property: Id(0)] int Schema,
    [property: Id(1)] long Position,
    [property: Id(2)] ImmutableArray<PagedTwin> Twins)
{
    /// <summary>What this version writes and reads.</summary>
    public const int CurrentSchema = 1;
}

/// <summary>One twin in a page.</summary>
/// <param name="Id">Its natural key.</param>
/// <param name="Sequence">The batch that held its newest entries.</param>
/// <param name="Row">Its row.</param>
/// <param name="Snapshot">Its state, read by its own kind only.</param>
[GenerateSerializer, Immutable, Alias("Twins.PagedTwin")]
public sealed record PagedTwin(
    [property: Id(0)] string Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] TwinRow Row,
    [property: Id(3)] ReadOnlyMemory<byte> Snapshot);

/// <summary>From where a partition goes on after a restart.</summary>
/// <param name="Schema">Of this record.</param>
/// <param name="Sequence">Every batch through this sequence is in the pages.</param>
/// <param name="Epoch">Of the activation that wrote it; each new activation takes the next.</param>
/// <param name="Last">The last sequence accepted of each writer.</param>
/// <param name="PagesThrough">The highest position of a page: pages run ahead of the checkpoint. Null while pages are written, and in records of earlier versions.</param>
[GenerateSerializer, Immutable, Alias("Twins.PartitionCheckpoint")]
public sealed record PartitionCheckpoint(
    [property: Id(0)] int Schema,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long Epoch,
    [property: Id(3)] ImmutableSortedDictionary<string, long> Last,
    [property: Id(4)] long? PagesThrough = null)
{
    /// <summary>What this version writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Of a partition that has never run.</summary>
    public static PartitionCheckpoint Empty { get; } = new(CurrentSchema, 0, 0, ImmutableSortedDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal), 0);
}
