using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Twins.Grains.Audit;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Replay;

namespace Twins.Silo.Verification;

/// <summary>
/// Applies every log that is whole from its first batch again, by the rules of this version: each page must hold what the log makes of its twins, and each
/// batch below the checkpoint must have the events that follow from it, and what follows for others must be in their logs. Where the outputs of a batch above the checkpoint are written,
/// they must be those too.
/// </summary>
internal sealed class ReplayCheck(PartitionMap map, int pages, IReadOnlyDictionary<PartitionId, PartitionCheckpoint> checkpoints, AuditReport report)
{
    private readonly Dictionary<PartitionId, PartitionReplay> _replays = [];
    private readonly Dictionary<(PartitionId, long), List<(int Number, TwinPage Page)>> _pages = [];
    private readonly Dictionary<(PartitionId, long), UInt128> _events = [];

    /// <summary>Partitions whose log was applied again: those whose log is whole.</summary>
    public int Replayed => _replays.Count;

    /// <summary>A page, to be compared when its position is reached, or the checkpoint where that is above: through it, nothing happened to the page's twins.</summary>
    public void Add(PartitionId partition, int number, TwinPage page)
    {
        var position = Math.Max(page.Position, CheckpointOf(partition));
        if (!_pages.TryGetValue((partition, position), out var list)) _pages.Add((partition, position), list = []);
        list.Add((number, page));
    }

    /// <summary>Runs over the log, which was audited before.</summary>
    /// <param name="log">Where the batches come from.</param>
    /// <param name="audits">Which of them are whole.</param>
    /// <param name="eventsPath">The event log.</param>
    public void Run(LogFiles log, IReadOnlyDictionary<PartitionId, PartitionAudit> audits, string eventsPath)
    {
        foreach (var (partition, _) in audits.Where(audit => audit.Value.HasWholeLog)) _replays.Add(partition, new PartitionReplay(partition, map, pages, null));
        if (_replays.Count == 0) return;
        EventFile.ReadEvents(eventsPath, report, (partition, sequence, _, record) =>
        {
            if (_replays.ContainsKey(partition)) _events[(partition, sequence)] = Digest(_events.GetValueOrDefault((partition, sequence)), record);
        });
        var consequences = new AuditedConsequences(audits, checkpoints, report);
        log.Read(batch =>
        {
            _replays.GetValueOrDefault(batch.Partition)?.LookAhead(batch);
            consequences.Received(batch);
        });
        log.Read(batch =>
        {
            if (_replays.TryGetValue(batch.Partition, out var replay)) Check(batch, replay, consequences);
        });
        consequences.Finish();
    }

    private void Check(LoggedBatch batch, PartitionReplay replay, AuditedConsequences consequences)
    {
        // Twins in memory answer at once.
        var outputs = replay.ApplyAsync(batch).GetAwaiter().GetResult();
        var isWritten = batch.Sequence <= CheckpointOf(batch.Partition);
        if (!outputs.IsUncertain) CheckEvents(batch, outputs.Events, isWritten);
        consequences.Follows(batch, outputs, isWritten);
        if (!_pages.TryGetValue((batch.Partition, batch.Sequence), out var pages)) return;
        foreach (var (number, twin) in pages.SelectMany(page => page.Page.Twins, (page, twin) => (page.Number, twin)))
        {
            if (!replay.Capture(twin.Id).Span.SequenceEqual(twin.Snapshot.Span))
                report.Add("page-state", $"{batch.Partition} page {number} twin {twin.Id}", $"it is not what the log makes of it through {batch.Sequence}");
        }
    }

    private void CheckEvents(LoggedBatch batch, IReadOnlyList<EventRecord> events, bool isWritten)
    {
        var where = $"{batch.Partition}:{batch.Sequence}";
        var first = events.Count == 0 ? "" : $", the first is {events[0].Type} of {events[0].Subject},";
        if (!_events.TryGetValue((batch.Partition, batch.Sequence), out var found))
        {
            if (isWritten && events.Count > 0) report.Add("event-hole", where, $"{events.Count} events follow from the batch{first} and the event log has none");
        }
        else if (found != events.Aggregate(default(UInt128), Digest))
        {
            report.Add("event-content", where, $"{events.Count} events follow from the batch{first} and the event log has others; './twins replay' prints the difference");
        }
    }

    private long CheckpointOf(PartitionId partition) => checkpoints.GetValueOrDefault(partition)?.Sequence ?? 0;

    /// <summary>Of the events of a batch, one after the other.</summary>
    private static UInt128 Digest(UInt128 before, EventRecord record) => MemoryMarshal.Read<UInt128>(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{before}\n{record.Id}\n{record.Type}\n{record.Source}\n{record.Subject}\n{record.Time.UtcTicks}\n{record.ReceivedAt.UtcTicks}\n{record.Data}"))));
}
