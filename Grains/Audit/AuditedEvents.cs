using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Audit;

/// <summary>The event pages of one partition in the log's order: keys, ids, places and the order of each subject (R1, R2, R5, R8).</summary>
internal sealed class AuditedEvents(PartitionId partition, PartitionMap map, AuditedLog log, long end, AuditReport report)
{
    private readonly HashSet<long> _pages = [];
    private readonly Dictionary<string, long> _subjects = new(StringComparer.Ordinal);
    private readonly List<EventRecord> _page = [];
    private long _sequence;

    /// <summary>A key of the table of pages.</summary>
    public void AddPage(long sequence)
    {
        // The table's key forbids it, but one changed byte of the file does it, and quick_check does not see that.
        if (!_pages.Add(sequence)) report.Add("event-page-once", Where(sequence), "the page stands twice");
        if (sequence < 1 || sequence > end) report.Add("event-page-end", Where(sequence), $"the log of {partition} ends at {end}");
    }

    /// <summary>An event, in the order of positions.</summary>
    public void Add(long sequence, int ordinal, EventRecord record)
    {
        if (sequence != _sequence) ClosePage();
        _sequence = sequence;
        if (ordinal != _page.Count) report.Add("event-ordinal", $"{Where(sequence)} event {record.Id}", $"its place in the page is {ordinal}; {_page.Count} comes next");
        _page.Add(record);
        if (!_pages.Contains(sequence)) report.Add("event-page", $"{Where(sequence)} event {record.Id}", "its page is not in the table of pages");
        CheckSubject(sequence, record);
    }

    /// <summary>After the last event.</summary>
    public void ClosePage()
    {
        foreach (var record in _page.Where(record => !HasDerivedId(record)))
            report.Add("event-id", $"{Where(_sequence)} event {record.Id}", $"no entry of the batch gives this id to {record.Type} of {record.Subject}");
        _page.Clear();
    }

    private string Where(long sequence) => $"{partition}:{sequence}";

    private void CheckSubject(long sequence, EventRecord record)
    {
        var where = $"{Where(sequence)} event {record.Id}";
        if (!BelongsHere(record))
            report.Add("event-subject", where, $"the subject {record.Subject} of {record.Source} does not belong to {partition}");
        if (_subjects.TryGetValue(record.Subject, out var before) && before > sequence)
            report.Add("event-order", where, $"the subject {record.Subject} has an event of batch {before} before it");
        _subjects[record.Subject] = sequence;
    }

    /// <summary>Events of no twin are those of the first vehicle partition.</summary>
    private bool BelongsHere(EventRecord record) => record.Source == PartitionOutputs.SystemSource
        ? partition == PartitionId.OfSystem && record.Subject == ClockEvent.Subject
        : map.Of(partition.Kind, record.Subject) == partition && record.Source == PartitionOutputs.SourceOf(partition.Kind, record.Subject);

    /// <summary>R1: an id follows from partition, sequence, index, twin, type and ordinal. Where the batch is gone, its entries cannot be counted.</summary>
    private bool HasDerivedId(EventRecord record)
    {
        if (record.Id.Length != 32 || !record.Id.All(char.IsAsciiHexDigitLower)) return false;
        if (log.EntriesOf(_sequence) is not { } entries) return true;
        var type = ShortType(record.Type);
        var ordinals = _page.Count(other => other.Type == record.Type && other.Subject == record.Subject);
        for (var place = 0; place < entries * ordinals; place++)
            if (PartitionOutputs.EventId(partition, _sequence, place / ordinals, record.Subject, type, place % ordinals) == record.Id) return true;
        return false;
    }

    private static string ShortType(string type) =>
        type.StartsWith("twins.", StringComparison.Ordinal) && type.EndsWith(".v1", StringComparison.Ordinal) ? type["twins.".Length..^".v1".Length] : type;
}
