using System.Text.Json;
using Twins.Grains.Partitions;

namespace Twins.Grains.Audit;

/// <summary>The twins of one partition as its pages hold them, each checked by itself (R3, R4).</summary>
internal sealed class AuditedTwins(PartitionId partition, PartitionMap map, int pages, AuditReport report)
{
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _positions = [];

    /// <summary>Every twin with the batch that held its newest entries.</summary>
    public IReadOnlyDictionary<string, long> Sequences => _sequences;

    /// <summary>The highest position of a page; 0 without pages.</summary>
    public long HighestPosition => _positions.Count == 0 ? 0 : _positions.Values.Max();

    /// <summary>Position of the page of a twin; 0 where it has none.</summary>
    public long PositionFor(string id) => _positions.GetValueOrDefault(PageOf(id));

    public void Add(int number, TwinPage page, long logEnd)
    {
        var where = $"{partition} page {number}";
        if (number < 0 || number >= pages) report.Add("page-number", where, $"a partition has pages 0 to {pages - 1}");
        if (page.Schema != TwinPage.CurrentSchema)
        {
            report.Add("page-schema", where, $"it has schema {page.Schema}; this version reads schema {TwinPage.CurrentSchema}");
            return;
        }

        if (page.Position < 0 || page.Position > logEnd)
            report.Add("page-position", where, $"its position is {page.Position} and the log ends at {logEnd}");
        _positions[number] = page.Position;
        foreach (var twin in page.Twins) Add(number, page.Position, twin);
    }

    private void Add(int number, long position, PagedTwin twin)
    {
        var where = $"{partition} page {number} twin {twin.Id}";
        if (map.Of(partition.Kind, twin.Id) != partition) report.Add("twin-partition", where, $"it belongs to {map.Of(partition.Kind, twin.Id)} by its hash");
        else if (PageOf(twin.Id) != number) report.Add("twin-page", where, $"it belongs to page {PageOf(twin.Id)} by its hash");
        if (!_sequences.TryAdd(twin.Id, twin.Sequence)) report.Add("twin-once", where, "another page holds it too, or the same one twice");
        if (twin.Sequence < 1 || twin.Sequence > position)
            report.Add("twin-position", where, $"it is at sequence {twin.Sequence} and its page at {position}");
        try
        {
            var row = TwinKinds.Restore(partition.Kind, twin.Id, twin.Snapshot).Row();
            if (row != twin.Row) report.Add("twin-row", where, "its row is not that of its snapshot");
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or ArgumentException or FormatException or NullReferenceException)
        {
            report.Add("twin-snapshot", where, $"its snapshot cannot be read: {e.Message}");
        }
    }

    private int PageOf(string id) => (int)(PartitionMap.Hash(id) / (ulong)map.Count % (ulong)pages);
}
