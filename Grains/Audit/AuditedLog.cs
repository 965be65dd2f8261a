using Twins.Grains.Partitions;

namespace Twins.Grains.Audit;

/// <summary>The log of one partition, batch after batch: each sound, addressed to this partition, in order, and in agreement with the pages (R1, R2, R5).</summary>
internal sealed class AuditedLog(PartitionId partition, PartitionMap map, AuditedTwins twins, long checkpoint, AuditReport report)
{
    private readonly string _name = partition.ToString();
    private readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _highestBelowCheckpoint = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _expected = new(StringComparer.Ordinal);
    private readonly HashSet<(long Sequence, string Id)> _passedOver = [];
    private readonly List<int> _entries = [];
    private readonly Dictionary<long, HashSet<string>> _claims = twins.Sequences
        .GroupBy(twin => twin.Value).ToDictionary(group => group.Key, group => group.Select(twin => twin.Key).ToHashSet(StringComparer.Ordinal));

    /// <summary>The first sequence kept; 0 for an empty log.</summary>
    public long First { get; private set; }

    public long Last { get; private set; }

    /// <summary>Records behind the first are missing, or cannot be read, or are tombstones.</summary>
    public bool HasUnread { get; private set; }

    /// <summary>Every record since the first is there and can be read.</summary>
    public bool IsWhole => First == 1 && !HasUnread;

    /// <summary>The highest number of each writer in batches through the checkpoint.</summary>
    public IReadOnlyDictionary<string, long> HighestBelowCheckpoint => _highestBelowCheckpoint;

    /// <summary>Entries of a batch that is kept; null for one that is not.</summary>
    public int? EntriesOf(long sequence) =>
        First > 0 && sequence >= First && sequence - First < _entries.Count && _entries[(int)(sequence - First)] is >= 0 and var count ? count : null;

    public void Add(LoggedBatch logged)
    {
        var where = $"{partition}:{logged.Sequence}";
        if (First == 0) First = logged.Sequence;
        else if (logged.Sequence <= Last) report.Add("log-order", where, $"it stands behind {Last}");
        if (First > checkpoint + 1 && Last == 0) Missing(checkpoint + 1, First - 1);
        else if (Last > 0 && logged.Sequence > Last + 1 && logged.Sequence - 1 > checkpoint) Missing(Math.Max(Last, checkpoint) + 1, logged.Sequence - 1);
        if (Last > 0 && logged.Sequence > Last + 1) HasUnread = true;
        while (_entries.Count < logged.Sequence - First) _entries.Add(-1);
        Last = Math.Max(Last, logged.Sequence);
        LogBatch batch;
        try
        {
            batch = LogBatch.Decode(logged);
        }
        catch (LogDamagedException e)
        {
            HasUnread = true;
            report.Add("log-record", where, e.Message);
            return;
        }

        if (_entries.Count == logged.Sequence - First) _entries.Add(batch.Entries.Count == 0 ? -1 : batch.Entries.Count);
        Check(where, logged.Sequence, batch);
    }

    /// <summary>When everything was added: what pages should hold of it and do not.</summary>
    public void Finish()
    {
        foreach (var (id, sequence) in _expected)
        {
            if (twins.Sequences.GetValueOrDefault(id) >= sequence || _passedOver.Contains((sequence, id))) continue;
            // The start applies nothing of it again: it believes the page and the checkpoint.
            var who = sequence <= twins.PositionFor(id) ? "its page says to hold" : $"the checkpoint at {checkpoint} covers";
            report.Add("page-complete", $"{partition}:{sequence} twin {id}", twins.Sequences.TryGetValue(id, out var at)
                ? $"{who} this batch, and the twin is at {at}" : $"{who} this batch, and no page has the twin");
        }

        foreach (var (sequence, ids) in _claims.Where(claim => claim.Key >= First && claim.Key <= Last && First > 0))
            foreach (var id in ids) report.Add("twin-sequence", $"{partition}:{sequence} twin {id}", "its page says that this batch changed it, and the batch has no entry for it");
    }

    private void Missing(long from, long to) =>
        report.Add("log-dense", $"{partition}:{from}", $"sequences {from} to {to} are missing above the checkpoint at {checkpoint}");

    private void Check(string where, long sequence, LogBatch batch)
    {
        // An empty batch is a tombstone: it stands for a record that nobody can read any more.
        var isTombstone = batch.Entries.Count == 0;
        HasUnread |= isTombstone;
        if (!isTombstone) CheckWriter(where, batch);
        // Where the beginning of a log is gone, it is not known whether a partition's first batch here repeats an older one.
        var isAccepted = batch.WriterSequence > _highest.GetValueOrDefault(batch.Writer) && (First == 1 || !PartitionWriter.TryParse(batch.Writer, out _, out _));
        _highest[batch.Writer] = Math.Max(_highest.GetValueOrDefault(batch.Writer), batch.WriterSequence);
        if (sequence <= checkpoint && !isTombstone) _highestBelowCheckpoint[batch.Writer] = _highest[batch.Writer];
        _claims.TryGetValue(sequence, out var claims);
        foreach (var (id, entry) in batch.Entries)
        {
            CheckEntry(where, id, entry);
            claims?.Remove(id);
            if (entry.Kind == EntryKind.Tick) claims?.Clear();
            if (entry.Kind == EntryKind.Quarantine && TryReadPassedOver(where, entry) is { } passed) _passedOver.Add((passed.Sequence, passed.TwinId));
            if (id.Length > 0 && isAccepted && sequence <= Math.Max(twins.PositionFor(id), checkpoint)) _expected[id] = sequence;
        }

        if (isTombstone) claims?.Clear();
    }

    /// <summary>Ticks, quarantine and steps of the clock come from the partition itself, consequences from one of another kind, everything else from an intake; numbers rise.</summary>
    private void CheckWriter(string where, LogBatch batch)
    {
        var isPartition = PartitionWriter.TryParse(batch.Writer, out var writer, out _);
        var expected = batch.Entries[0].Entry.Kind switch
        {
            EntryKind.Tick or EntryKind.Quarantine => batch.Writer == _name,
            EntryKind.ClockStep => batch.Writer == _name && partition == PartitionId.OfSystem,
            EntryKind.Consequence => isPartition && writer.Kind != partition.Kind && writer.Number < map.Count,
            _ => !isPartition,
        };
        if (!expected) report.Add("log-writer", where, $"'{batch.Writer}' does not write entries of the kind {batch.Entries[0].Entry.Kind} here");
        // Other partitions repeat consequences after a restart; they are accepted once. Nobody else repeats a number.
        var repeats = isPartition && batch.Writer != _name;
        if (!repeats && batch.WriterSequence <= _highest.GetValueOrDefault(batch.Writer))
            report.Add("writer-order", where, $"'{batch.Writer}' wrote number {batch.WriterSequence} behind {_highest[batch.Writer]}");
    }

    private void CheckEntry(string where, string id, TwinEntry entry)
    {
        var place = $"{where} entry {entry.Index}";
        if (!Enum.IsDefined(entry.Kind)) report.Add("entry-kind", place, $"its kind is {(int)entry.Kind}");
        else if (id.Length == 0 != entry.Kind is EntryKind.Tick or EntryKind.Quarantine or EntryKind.ClockStep) report.Add("entry-address", place, $"an entry of the kind {entry.Kind} is addressed to '{id}'");
        else if (id.Length > 0 && map.Of(partition.Kind, id) != partition) report.Add("entry-partition", place, $"the twin {id} belongs to {map.Of(partition.Kind, id)} by its hash");
    }

    private PassedOver? TryReadPassedOver(string where, TwinEntry entry)
    {
        try
        {
            return PassedOver.FromPayload(entry.Payload);
        }
        catch (System.Text.Json.JsonException e)
        {
            report.Add("entry-payload", $"{where} entry {entry.Index}", e.Message);
            return null;
        }
    }
}
