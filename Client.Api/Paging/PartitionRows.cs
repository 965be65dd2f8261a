using Twins.Grains.Partitions;

namespace Twins.Client.Api.Paging;

/// <summary>Rows merged over all partitions of a kind.</summary>
/// <param name="Rows">In ordinal order of id.</param>
/// <param name="LastId">Where to go on; null when there is nothing more.</param>
/// <param name="AsOf">The moment they describe.</param>
internal sealed record MergedRows<TRow>(IReadOnlyList<TRow> Rows, string? LastId, AsOf AsOf)
    where TRow : TwinRow;

/// <summary>Lists the twins of a kind in order of id: every partition gives its rows in that order, and this merges them.</summary>
internal sealed class PartitionRows(IGrainFactory grains, PartitionMap map)
{
    /// <summary>Rows that one request looks at, at most; where a filter keeps few of them the page is short, and the cursor goes on.</summary>
    internal const int MaxExamined = 20_000;

    /// <summary>Reads a page.</summary>
    /// <param name="kind">Which twins.</param>
    /// <param name="page">Which page.</param>
    /// <param name="matches">Keeps rows; null for all.</param>
    /// <exception cref="PartitionUnavailableException">A partition has not read its pages yet.</exception>
    internal async Task<MergedRows<TRow>> ReadAsync<TRow>(TwinKind kind, PageRequest page, Func<TRow, bool>? matches)
        where TRow : TwinRow
    {
        var chunk = matches is null ? ChunkOf(page.Limit) : PageRequest.MaxLimit / 4;
        var sources = Enumerable.Range(0, map.Count)
            .Select(number => new PartitionSource<TRow>(grains.GetGrain<IPartitionGrain>(new PartitionId(kind, number).ToString()), chunk))
            .ToArray();
        await Task.WhenAll(sources.Select(source => source.StartAsync(page.AfterId)));

        var heads = new PriorityQueue<PartitionSource<TRow>, string>(StringComparer.Ordinal);
        foreach (var source in sources)
            if (source.Current is { } first) heads.Enqueue(source, first.Id);

        var rows = new List<TRow>(page.Limit);
        string? lastId = null;
        for (var examined = 0; rows.Count < page.Limit && examined < MaxExamined && heads.TryDequeue(out var source, out lastId); examined++)
        {
            var row = source.Current!;
            if (matches is null || matches(row)) rows.Add(row);
            if (await source.MoveNextAsync() is { } following) heads.Enqueue(source, following.Id);
        }

        var asOf = new AsOf(sources.Sum(source => source.AppliedSequence).ToString("x", ApiJson.Invariant), sources.Min(source => source.AppliedAt));
        return new MergedRows<TRow>(rows, heads.Count > 0 ? lastId : null, asOf);
    }

    /// <summary>A partition's share of a page, with room for chance (three standard deviations), so that it is rarely asked twice.</summary>
    private int ChunkOf(int limit)
    {
        var share = (double)limit / map.Count;
        return Math.Min(limit, (int)Math.Ceiling(share + 3 * Math.Sqrt(share)) + 1);
    }
}
