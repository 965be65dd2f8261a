using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Audit;

/// <summary>
/// Checks what is stored of one partition against itself: checkpoint, then pages, then batches in order, then event pages and events in order, then
/// <see cref="Finish"/>. Pure; whoever reads the backend feeds it.
/// </summary>
public sealed class PartitionAudit
{
    private readonly PartitionId _partition;
    private readonly AuditReport _report;
    private readonly PartitionCheckpoint _checkpoint;
    private readonly AuditedTwins _twins;
    private readonly PartitionMap _map;
    private readonly long _end;
    private AuditedLog? _log;
    private AuditedEvents? _events;

    /// <summary>Begins with the checkpoint.</summary>
    /// <param name="partition">Which partition.</param>
    /// <param name="map">Who owns which twin.</param>
    /// <param name="pages">Pages of each partition.</param>
    /// <param name="checkpoint">Null where none was written.</param>
    /// <param name="end">The last sequence of the partition's log, also when what is below it was truncated.</param>
    /// <param name="report">Where findings go.</param>
    public PartitionAudit(PartitionId partition, PartitionMap map, int pages, PartitionCheckpoint? checkpoint, long end, AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(map);
        (_partition, _map, _report, _end) = (partition, map, report, end);
        _checkpoint = checkpoint ?? PartitionCheckpoint.Empty;
        _twins = new AuditedTwins(partition, map, pages, report);
        var where = $"{partition} checkpoint";
        if (_checkpoint.Schema != PartitionCheckpoint.CurrentSchema)
            report.Add("checkpoint-schema", where, $"it has schema {_checkpoint.Schema}; this version reads schema {PartitionCheckpoint.CurrentSchema}");
        if (checkpoint is { Epoch: < 1 }) report.Add("checkpoint-epoch", where, $"its epoch is {checkpoint.Epoch}");
        if (_checkpoint.Sequence < 0 || _checkpoint.Sequence > end)
            report.Add("checkpoint-sequence", where, $"it is at sequence {_checkpoint.Sequence} and the log ends at {end}");
    }

    private AuditedLog Log => _log ??= new AuditedLog(_partition, _map, _twins, _checkpoint.Sequence, _report);

    private AuditedEvents Events => _events ??= new AuditedEvents(_partition, _map, Log, _end, _report);

    /// <summary>A page. All pages come before the first batch.</summary>
    public void Add(int number, TwinPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        _twins.Add(number, page, _end);
    }

    /// <summary>A batch of the log, in order.</summary>
    public void Add(LoggedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Log.Add(batch);
    }

    /// <summary>The key of an event page. All keys come before the first event.</summary>
    public void AddEventPage(long sequence) => Events.AddPage(sequence);

    /// <summary>An event, in the order of the event log.</summary>
    public void AddEvent(long sequence, int ordinal, EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Events.Add(sequence, ordinal, record);
    }

    /// <summary>Every batch since the first is kept and can be read.</summary>
    public bool HasWholeLog => Log.IsWhole;

    /// <summary>Behind the oldest that is kept, some are missing or cannot be read.</summary>
    public bool HasLostRecords => Log.HasUnread;

    /// <summary>What can be said when everything is known.</summary>
    /// <param name="endOf">The last sequence of each partition's log.</param>
    public void Finish(Func<PartitionId, long> endOf)
    {
        ArgumentNullException.ThrowIfNull(endOf);
        Events.ClosePage();
        Log.Finish();
        if (Log.Last == 0 && _checkpoint.Sequence < _end)
            _report.Add("log-dense", $"{_partition}:{_checkpoint.Sequence + 1}", $"the log ends at {_end}, and nothing of it is kept above the checkpoint at {_checkpoint.Sequence}");
        if (_checkpoint.PagesThrough is { } through && through > _twins.HighestPosition)
            _report.Add("checkpoint-pages", $"{_partition} checkpoint", $"it says that pages go through {through}, and they go through {_twins.HighestPosition}");
        foreach (var (writer, last) in _checkpoint.Last) CheckLast(writer, last, endOf);
        CheckForgotten();
    }

    /// <summary>R5: what the checkpoint says was accepted of a writer is what the log holds of it.</summary>
    private void CheckLast(string writer, long last, Func<PartitionId, long> endOf)
    {
        var where = $"{_partition} checkpoint last '{writer}'";
        var isOther = PartitionWriter.TryParse(writer, out var other, out _) && other != _partition;
        if (isOther && last > endOf(other)) _report.Add("last-sequence", where, $"it is {last}, and the log of {other} ends at {endOf(other)}");
        var inLog = Log.HighestBelowCheckpoint.GetValueOrDefault(writer);
        if (last < inLog) _report.Add("last-sequence", where, $"it is {last}, and the log has {inLog} below the checkpoint");
        if (last > inLog && Log.IsWhole) _report.Add("last-sequence", where, $"it is {last}, and the whole log has {inLog} below the checkpoint");
    }

    /// <summary>Only old intake runs may be forgotten.</summary>
    private void CheckForgotten()
    {
        var isFull = _checkpoint.Last.Keys.Count(writer => !PartitionWriter.TryParse(writer, out _, out _)) >= PartitionState.RememberedIntakes;
        foreach (var (writer, number) in Log.HighestBelowCheckpoint)
        {
            if (!_checkpoint.Last.ContainsKey(writer) && (!isFull || PartitionWriter.TryParse(writer, out _, out _)))
                _report.Add("last-sequence", $"{_partition} checkpoint last '{writer}'", $"it is missing, and the log has {number} below the checkpoint");
        }
    }
}
