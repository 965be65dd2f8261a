using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>A record that cannot be read.</summary>
/// <param name="Sequence">Its place in its partition's log.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record DamagedRecord(long Sequence, string Reason);

/// <summary>What the log holds of one partition.</summary>
/// <param name="Partition">Whose log.</param>
/// <param name="First">The oldest sequence kept.</param>
/// <param name="Last">The newest sequence.</param>
/// <param name="Records">How many there are.</param>
/// <param name="Damaged">Those that cannot be read, in order.</param>
internal sealed record PartitionInspection(PartitionId Partition, long First, long Last, long Records, IReadOnlyList<DamagedRecord> Damaged)
{
    /// <summary>Sequences between first and last that are not there.</summary>
    public long Missing => Last - First + 1 - Records;
}

/// <summary>Looks at the log of a stopped directory, which the caller holds, and puts tombstones in the place of damaged records.</summary>
internal static class LogDoctor
{
    /// <summary>The writer of tombstones.</summary>
    public const string Writer = "doctor";

    /// <summary>Reads and checks every record that counts; writes nothing.</summary>
    /// <exception cref="ConfigurationException">A segment cannot be read at all.</exception>
    public static IReadOnlyList<PartitionInspection> Inspect(DataDirectory directory)
    {
        var found = new Dictionary<int, Tally>();
        foreach (var path in Enumerable.Reverse(Segment.Find(directory.LogPath)))
        {
            Guarded(path, () =>
            {
                using var connection = SqliteFiles.OpenReader(path);
                Inspect(connection, found);
            });
        }

        return [.. found.OrderBy(p => p.Key).Select(p => p.Value.Result(PartitionCode.ToPartition(p.Key)))];
    }

    /// <summary>Writes a tombstone, an empty batch of the writer <see cref="Writer"/>, in the place of a damaged record.</summary>
    /// <exception cref="ConfigurationException">There is no such record, or it is sound.</exception>
    public static void Skip(DataDirectory directory, PartitionId partition, long sequence)
    {
        var inspected = Inspect(directory).FirstOrDefault(p => p.Partition == partition);
        if (inspected is null || sequence < inspected.First || sequence > inspected.Last)
            throw new ConfigurationException($"The log has no record {partition}:{sequence}; 'doctor' without --skip lists what it has.");
        if (inspected.Damaged.All(d => d.Sequence != sequence))
            throw new ConfigurationException($"The record {partition}:{sequence} is not damaged, and only damaged ones are passed over.");
        var tombstone = new LogBatchBuilder().Build(Writer, sequence);
        foreach (var path in Enumerable.Reverse(Segment.Find(directory.LogPath)))
        {
            var replaced = false;
            Guarded(path, () =>
            {
                using var connection = SegmentSchema.OpenExisting(path, Durability.Fdatasync);
                replaced = Replace(connection, PartitionCode.Of(partition), sequence, tombstone);
            });
            if (replaced) return;
        }
    }

    private static bool Replace(SqliteConnection connection, int partition, long sequence, byte[] bytes)
    {
        using var update = new SqliteCommand("UPDATE batch SET bytes = $bytes WHERE partition = $partition AND sequence = $sequence", connection);
        update.Parameters.AddWithValue("$bytes", bytes);
        update.Parameters.AddWithValue("$partition", partition);
        update.Parameters.AddWithValue("$sequence", sequence);
        return update.ExecuteNonQuery() > 0;
    }

    private static void Inspect(SqliteConnection connection, Dictionary<int, Tally> found)
    {
        using var command = new SqliteCommand("SELECT partition, sequence, bytes FROM batch ORDER BY row", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var code = reader.GetInt32(0);
            if (!found.TryGetValue(code, out var tally)) found.Add(code, tally = new Tally());
            tally.Add(new LoggedBatch(PartitionCode.ToPartition(code), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        foreach (var tally in found.Values) tally.EndOfSegment();
    }

    private static void Guarded(string path, Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException e)
        {
            throw new ConfigurationException($"{path} cannot be used: {e.Message.TrimEnd('.')}; restore it from a backup.", e);
        }
    }

    // Segments come newest first, and where two hold the same sequence the newer one counts.
    private sealed class Tally
    {
        private readonly List<DamagedRecord> _damaged = [];
        private long _newerFrom = long.MaxValue;
        private long _first = long.MaxValue;
        private long _last;
        private long _records;

        public void Add(LoggedBatch batch)
        {
            if (batch.Sequence >= _newerFrom) return;
            _first = Math.Min(_first, batch.Sequence);
            _last = Math.Max(_last, batch.Sequence);
            _records++;
            try
            {
                LogBatch.Decode(batch);
            }
            catch (LogDamagedException e)
            {
                _damaged.Add(new DamagedRecord(batch.Sequence, e.Message));
            }
        }

        public void EndOfSegment() => _newerFrom = _first;

        public PartitionInspection Result(PartitionId partition) => new(partition, _first, _last, _records, [.. _damaged.OrderBy(d => d.Sequence)]);
    }
}
