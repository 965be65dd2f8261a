using System.Collections.Immutable;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Paging;

/// <summary>The rows of one partition, read a chunk at a time.</summary>
internal sealed class PartitionSource<TRow>(IPartitionGrain partition, int chunk)
    where TRow : TwinRow
{
    private ImmutableArray<TwinRow> _rows = [];
    private int _next;
    private bool _more;

    /// <summary>The row that is next in order; null behind the last.</summary>
    internal TRow? Current => _next < _rows.Length ? (TRow)_rows[_next] : null;

    /// <summary>The log sequence up to which the first chunk is true; later chunks may be newer.</summary>
    internal long AppliedSequence { get; private set; }

    /// <summary>When that sequence was applied; null before the first.</summary>
    internal DateTimeOffset? AppliedAt { get; private set; }

    internal async Task StartAsync(string? after)
    {
        var page = await ReadAsync(after);
        AppliedSequence = page.AppliedSequence;
        AppliedAt = page.AsOf;
    }

    internal async ValueTask<TRow?> MoveNextAsync()
    {
        _next++;
        if (_next == _rows.Length && _more) await ReadAsync(_rows[^1].Id);
        return Current;
    }

    private async Task<RowPage> ReadAsync(string? after)
    {
        var page = await partition.ListAsync(after, chunk);
        (_rows, _next, _more) = (page.Rows, 0, page.More);
        return page;
    }
}
