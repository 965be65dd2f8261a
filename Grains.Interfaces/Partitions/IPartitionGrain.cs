using Orleans.Concurrency;

namespace Twins.Grains.Partitions;

/// <summary>
/// A fixed share of the twins of a kind; the key is <see cref="PartitionId"/> as text. It owns their log, their rows and their persistence.
/// Changes come only through its log; these calls read, or wake it. Reads never wait for a batch that is being applied.
/// </summary>
[Alias("Twins.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithStringKey
{
    /// <summary>Makes the partition look at its log, in case a wake-up was lost. Returns at once; the work goes on behind it.</summary>
    [AlwaysInterleave, Alias("Poke")]
    Task PokeAsync();

    /// <summary>The whole of one twin, or null when the partition knows none of this id. An unknown id activates nothing.</summary>
    /// <exception cref="PartitionUnavailableException">The partition has not read its pages yet.</exception>
    [AlwaysInterleave, Alias("Read")]
    Task<TwinSnapshot?> ReadAsync(string id);

    /// <summary>Rows in ordinal order of id, those above <paramref name="after"/>, at most <paramref name="limit"/> of them.</summary>
    /// <exception cref="PartitionUnavailableException">The partition has not read its pages yet.</exception>
    [AlwaysInterleave, Alias("List")]
    Task<RowPage> ListAsync(string? after, int limit);

    /// <summary>Applies all that is in the log, and writes pages and checkpoint; completes when nothing is left for the next start to do.</summary>
    /// <exception cref="PartitionUnavailableException">The partition has not read its pages yet, or has stopped.</exception>
    [AlwaysInterleave, Alias("Drain")]
    Task DrainAsync();

    /// <summary>How far the partition is.</summary>
    [AlwaysInterleave, Alias("Status")]
    Task<PartitionStatus> StatusAsync();
}
