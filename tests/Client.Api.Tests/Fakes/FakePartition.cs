using System.Collections.Concurrent;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Tests.Fakes;

internal sealed class FakePartition(string name, ConcurrentQueue<string> calls) : IPartitionGrain
{
    public ConcurrentDictionary<string, TwinSnapshot> Snapshots { get; } = [];

    public SortedDictionary<string, TwinRow> Rows { get; } = new(StringComparer.Ordinal);

    public long AppliedSequence { get; set; }

    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    public Task PokeAsync() => throw new NotSupportedException("A reader has no reason to poke.");

    public Task DrainAsync() => Task.CompletedTask;

    public Task<PartitionStatus> StatusAsync() => throw new NotSupportedException("The API asks the system, not each partition.");

    public async Task<TwinSnapshot?> ReadAsync(string id)
    {
        calls.Enqueue($"{name}.Read({id})");
        await Task.Yield();
        return Failure is null ? Snapshots.GetValueOrDefault(id) : throw Failure;
    }

    public async Task<RowPage> ListAsync(string? after, int limit)
    {
        calls.Enqueue($"{name}.List({after},{limit})");
        await Task.Yield();
        if (Failure is not null) throw Failure;
        lock (Rows)
        {
            var above = Rows.Values.Where(row => after is null || string.CompareOrdinal(row.Id, after) > 0).Take(limit + 1).ToArray();
            return new RowPage([.. above.Take(limit)], above.Length > limit, AppliedSequence, AppliedAt);
        }
    }
}
