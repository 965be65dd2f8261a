using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Grains.Replay;

namespace Twins.Silo.Verification;

/// <summary>
/// Applies every log that is whole from its first batch again, by the rules of this version: each page must hold what the log makes of its twins, and each
/// batch below the checkpoint must have the events that follow from it.
/// </summary>
internal sealed class ReplayCheck(PartitionMap map, int pages, IReadOnlyDictionary<PartitionId, PartitionCheckpoint> checkpoints, AuditReport report)
{
    private readonly Dictionary<PartitionId, PartitionReplay> _replays = [];
    private readonly Dictionary<(PartitionId, long), List<(int Number, TwinPage Page)>> _pages = [];

    /// <summary>A page, to be compared when its position is reached, or the checkpoint where that is above: through it, nothing happened to the page's twins.</summary>
    public void Add(PartitionId partition, int number, TwinPage page)
    {
        var position = Math.Max(page.Position, checkpoints.GetValueOrDefault(partition)?.Sequence ?? 0);
        if (!_pages.TryGetValue((partition, position), out var list)) _pages.Add((partition, position), list = []);
        list.Add((number, page));
    }

    /// <summary>Runs over the log, which was audited before.</summary>
    /// <param name="log">Where the batches come from.</param>
    /// <param name="audits">Which of them are whole, and which batches have events.</param>
    public void Run(LogFiles log, IReadOnlyDictionary<PartitionId, PartitionAudit> audits)
    {
        foreach (var (partition, _) in audits.Where(audit => audit.Value.HasWholeLog)) _replays.Add(partition, new PartitionReplay(partition, map, pages, null));
        log.Read(batch => _replays.GetValueOrDefault(batch.Partition)?.LookAhead(batch));
        log.Read(batch =>
        {
            if (_replays.TryGetValue(batch.Partition, out var replay)) Check(batch, replay, audits[batch.Partition]);
        });
    }

    private void Check(LoggedBatch batch, PartitionReplay replay, PartitionAudit audit)
    {
        // Twins in memory answer at once.
        var events = replay.ApplyAsync(batch).GetAwaiter().GetResult();
        if (events.Count > 0 && batch.Sequence <= (checkpoints.GetValueOrDefault(batch.Partition)?.Sequence ?? 0) && !audit.HasEventPage(batch.Sequence))
            report.Add("event-hole", $"{batch.Partition}:{batch.Sequence}", $"{events.Count} events follow from the batch, the first is {events[0].Type} of {events[0].Subject}, and the event log has none");
        if (!_pages.TryGetValue((batch.Partition, batch.Sequence), out var pages)) return;
        foreach (var (number, twin) in pages.SelectMany(page => page.Page.Twins, (page, twin) => (page.Number, twin)))
        {
            if (!replay.Capture(twin.Id).Span.SequenceEqual(twin.Snapshot.Span))
                report.Add("page-state", $"{batch.Partition} page {number} twin {twin.Id}", $"it is not what the log makes of it through {batch.Sequence}");
        }
    }
}
