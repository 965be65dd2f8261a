using Microsoft.Data.Sqlite;
using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>The log's segments, read twice: for where each partition's log ends, then batch after batch. Where two segments hold the same sequence, the newer one counts.</summary>
internal sealed class LogFiles(StoppedDirectory directory, PartitionMap map, AuditReport report)
{
    private const int SealedVersion = 1;
    private readonly List<(string Path, Dictionary<int, SequenceRange> Ranges)> _segments = [];
    private readonly Dictionary<int, long> _ends = [];

    /// <summary>Batches that were read.</summary>
    public long Batches { get; private set; }

    /// <summary>The last sequence of a partition; 0 when there never was one.</summary>
    public long EndOf(PartitionId partition) => _ends.GetValueOrDefault(PartitionCode.Of(partition));

    /// <summary>Looks at what each segment says it has.</summary>
    public void Open()
    {
        foreach (var path in directory.Segments) AuditedFile.Read(path, report, connection => Open(path, connection));
    }

    /// <summary>Every batch that counts, of each partition in order. After <see cref="Open()"/>.</summary>
    public void Read(Action<LoggedBatch> batch)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            var newer = _segments.Skip(i + 1).SelectMany(segment => segment.Ranges).GroupBy(range => range.Key)
                .ToDictionary(group => group.Key, group => group.Min(range => range.Value.First));
            AuditedFile.Read(_segments[i].Path, report, connection => Read(connection, newer, batch));
        }
    }

    private void Open(string path, SqliteConnection connection)
    {
        // A process can end while it creates a segment; the next start takes it away.
        var ranges = new Dictionary<int, SequenceRange>();
        using (var command = new SqliteCommand("SELECT partition, min(sequence), max(sequence) FROM batch GROUP BY partition", connection))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read()) ranges.Add(reader.GetInt32(0), new SequenceRange(reader.GetInt64(1), reader.GetInt64(2)));
        }

        foreach (var code in ranges.Keys.Where(code => !IsPartition(code)).ToList())
        {
            report.Add("log-partition", path, $"it holds batches of {code}, which is no partition of this directory");
            ranges.Remove(code);
        }

        if (connection.Scalar("PRAGMA user_version") is long and SealedVersion) CheckSeal(path, connection, ranges);
        foreach (var (code, last) in SegmentSchema.Floors(connection)) _ends[code] = Math.Max(_ends.GetValueOrDefault(code), last);
        foreach (var (code, range) in ranges) _ends[code] = Math.Max(_ends.GetValueOrDefault(code), range.Last);
        _segments.Add((path, ranges));
    }

    private void CheckSeal(string path, SqliteConnection connection, Dictionary<int, SequenceRange> ranges)
    {
        var said = SegmentSchema.Ranges(connection);
        if (said.Count != ranges.Count || ranges.Any(range => !said.TryGetValue(range.Key, out var span) || span != range.Value))
            report.Add("log-span", path, "its table span does not say what it holds");
        if (connection.Scalar("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'batch_place'") is not 1L)
            report.Add("log-index", path, "it is sealed and has no index");
    }

    private void Read(SqliteConnection connection, Dictionary<int, long> newer, Action<LoggedBatch> batch)
    {
        using var command = new SqliteCommand("SELECT partition, sequence, bytes FROM batch ORDER BY row", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (code, sequence) = (reader.GetInt32(0), reader.GetInt64(1));
            if (!IsPartition(code) || (newer.TryGetValue(code, out var from) && sequence >= from)) continue;
            Batches++;
            batch(new LoggedBatch(PartitionCode.ToPartition(code), sequence, reader.GetFieldValue<byte[]>(2)));
        }
    }

    private bool IsPartition(int code) =>
        code > 0 && PartitionCode.ToPartition(code) is var partition && PartitionMap.Kinds.Contains(partition.Kind) && partition.Number < map.Count;
}
