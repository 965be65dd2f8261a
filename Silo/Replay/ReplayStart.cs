using Twins.Grains.Partitions;
using Twins.Silo.Verification;

namespace Twins.Silo.Replay;

/// <summary>From where one partition is applied again.</summary>
/// <param name="Checkpoint">Null from the very beginning.</param>
/// <param name="Pages">The twins at that point.</param>
/// <param name="IsExact">The twins are known as they were; otherwise what follows may depend on earlier history.</param>
/// <param name="Source">Where it comes from, for the operator.</param>
internal sealed record ReplayStart(PartitionCheckpoint? Checkpoint, IReadOnlyList<(int Number, TwinPage Page)> Pages, bool IsExact, string Source);

/// <summary>Finds the nearest state that is kept before a range: the beginning of a whole log, a backup's pages, or the directory's own.</summary>
/// <param name="snapshots">State files: that of the directory, then others.</param>
internal sealed class ReplayStarts(IReadOnlyList<(string Source, StateFile State)> snapshots)
{
    private readonly List<(string Source, Dictionary<PartitionId, PartitionCheckpoint> Checkpoints, Dictionary<PartitionId, List<(int, TwinPage)>> Pages)> _read = [];

    /// <summary>Reads the snapshots.</summary>
    public void Read()
    {
        foreach (var (source, state) in snapshots)
        {
            var pages = new Dictionary<PartitionId, List<(int, TwinPage)>>();
            state.ReadPages((partition, number, page) =>
            {
                if (!pages.TryGetValue(partition, out var list)) pages.Add(partition, list = []);
                list.Add((number, page));
            });
            _read.Add((source, state.ReadCheckpoints(), pages));
        }
    }

    /// <summary>Through here the outputs of a partition of the directory itself, the first snapshot, are written: its checkpoint or a page says so (R4).</summary>
    public long WrittenThrough(PartitionId partition)
    {
        var (_, checkpoints, pages) = _read[0];
        var pagesThrough = pages.GetValueOrDefault(partition)?.Max(page => page.Item2.Position) ?? 0;
        return Math.Max(checkpoints.GetValueOrDefault(partition)?.Sequence ?? 0, pagesThrough);
    }

    /// <summary>The start of a partition whose range is not empty.</summary>
    public ReplayStart Of(PartitionId partition, ReplayRange range)
    {
        ReplayStart? nearest = null;
        foreach (var (source, checkpoints, pages) in _read)
        {
            // The log must go on from it, and no page may be inside the range: what a page holds is not applied again.
            if (!checkpoints.TryGetValue(partition, out var checkpoint) || checkpoint.Sequence < range.First - 1) continue;
            var of = pages.GetValueOrDefault(partition) ?? [];
            if (checkpoint.Sequence >= range.Begin || of.Any(page => page.Item2.Position >= range.Begin)) continue;
            if (nearest?.Checkpoint is null || checkpoint.Sequence > nearest.Checkpoint.Sequence) nearest = new ReplayStart(checkpoint, of, true, source);
        }

        if (nearest is not null) return nearest;
        return range.First == 1
            ? new ReplayStart(null, [], true, "the beginning of the log")
            : new ReplayStart(PartitionCheckpoint.Empty with { Sequence = range.First - 1 }, [], false, "the oldest batch kept, without the state before it");
    }
}
