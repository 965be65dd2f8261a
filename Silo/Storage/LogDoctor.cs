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

/// <summary>A segment that holds something of which nobody can say whose it was.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What SQLite says.</param>
internal sealed record UnreadableSegment(string Path, string Reason);

/// <summary>What the log holds.</summary>
/// <param name="Partitions">Of each partition that can be read.</param>
/// <param name="Unreadable">Where more may have been: what is missing may have been there.</param>
internal sealed record LogInspection(IReadOnlyList<PartitionInspection> Partitions, IReadOnlyList<UnreadableSegment> Unreadable);

/// <summary>What became of a record that was to be passed over.</summary>
/// <param name="IsRead">It can be read again: only the way to it was damaged, and it stays as it was.</param>
/// <param name="Missing">What else its segment held and could not be read: it is missing from now on.</param>
/// <param name="Nameless">Why there may have been more, of which nobody can say whose it was; null where there was not.</param>
/// <param name="Kept">The damaged segment, where a new one was written.</param>
internal sealed record SkippedRecord(bool IsRead, IReadOnlyList<(PartitionId Partition, long Sequence)> Missing, string? Nameless, string? Kept);

/// <summary>Looks at the log of a stopped directory, which the caller holds, and puts tombstones in the place of damaged records.</summary>
internal static class LogDoctor
{
    /// <summary>The writer of tombstones.</summary>
    public const string Writer = "doctor";

    /// <summary>Reads and checks every record that counts; writes nothing.</summary>
    /// <exception cref="ConfigurationException">A segment cannot be opened or read, for another reason than damage.</exception>
    public static LogInspection Inspect(DataDirectory directory)
    {
        var found = new Dictionary<int, LogTally>();
        var unreadable = new List<UnreadableSegment>();
        foreach (var path in Enumerable.Reverse(Segment.Find(directory.LogPath)))
        {
            if (Guarded(path, () => Inspect(path, found)) is { } why) unreadable.Add(new UnreadableSegment(path, why));
            foreach (var tally in found.Values) tally.EndOfSegment();
        }

        return new LogInspection([.. found.OrderBy(p => p.Key).Select(p => p.Value.Result(PartitionCode.ToPartition(p.Key)))], unreadable);
    }

    /// <summary>
    /// Writes a tombstone, an empty batch of the writer <see cref="Writer"/>, in the place of a damaged record. Where SQLite cannot read the segment, it is written anew,
    /// with every record that can be read.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no such record, or it is sound.</exception>
    public static SkippedRecord Skip(DataDirectory directory, PartitionId partition, long sequence)
    {
        var code = PartitionCode.Of(partition);
        SkippedRecord? skipped = null;
        string? nameless = null;
        string? unreadable = null;
        foreach (var path in Enumerable.Reverse(Segment.Find(directory.LogPath)))
        {
            var why = Guarded(path, () =>
            {
                var (row, isDamaged, why) = Find(path, code, sequence);
                if (why is not null) nameless ??= path;
                if (row is null) return null;
                if (row.Damage is null && DamageOf(row) is null)
                    throw new ConfigurationException($"The record {partition}:{sequence} is not damaged, and only damaged ones are passed over.");
                skipped = isDamaged ? Mend(path, code, sequence) : Update(path, row);
                return null;
            });
            if (skipped is not null) return skipped;
            if (why is not null) unreadable ??= $"{path} cannot be read: {why}; restore it from a backup, or move it away and lose what it held.";
        }

        // It is nowhere, and may have been where nobody can say what was.
        if (nameless is not null && Guarded(nameless, () => (skipped = Mend(nameless, code, sequence)).Nameless) is { } damage && skipped is null)
            unreadable = $"{nameless} cannot be written anew: {damage}; restore it from a backup, or move it away and lose what it held.";
        return skipped ?? throw new ConfigurationException(unreadable ?? $"The log has no record {partition}:{sequence}; 'doctor' without --skip lists what it has.");
    }

    /// <summary>Why the bytes of a row that was read are no batch; null for a sound one.</summary>
    internal static string? DamageOf(SegmentRow row)
    {
        try
        {
            LogBatch.Decode(new LoggedBatch(PartitionCode.ToPartition(row.Partition), row.Sequence, row.Bytes));
            return null;
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }
    }

    private static string? Inspect(string path, Dictionary<int, LogTally> found)
    {
        using var rows = new SegmentRows(path);
        foreach (var row in rows.Read())
        {
            if (!found.TryGetValue(row.Partition, out var tally)) found.Add(row.Partition, tally = new LogTally());
            tally.Add(row, path);
        }

        return rows.Nameless;
    }

    private static (SegmentRow? Row, bool IsDamaged, string? Nameless) Find(string path, int partition, long sequence)
    {
        using var rows = new SegmentRows(path);
        SegmentRow? found = null;
        foreach (var row in rows.Read())
            if (row.Partition == partition && row.Sequence == sequence) found = row;
        return (found, rows.IsDamaged, rows.Nameless);
    }

    private static SkippedRecord Update(string path, SegmentRow row)
    {
        using var connection = SegmentSchema.OpenExisting(path, Durability.Fdatasync);
        using var update = new SqliteCommand("UPDATE batch SET bytes = $bytes WHERE row = $row", connection);
        update.Parameters.AddWithValue("$bytes", Tombstone(row.Sequence));
        update.Parameters.AddWithValue("$row", row.Row);
        update.ExecuteNonQuery();
        return new SkippedRecord(false, [], null, null);
    }

    private static SkippedRecord Mend(string path, int partition, long sequence)
    {
        var missing = new List<(PartitionId, long)>();
        var (isRead, nameless) = (false, (string?)null);
        var kept = SegmentMender.Mend(path, row =>
        {
            var isAsked = row.Partition == partition && row.Sequence == sequence;
            isRead |= isAsked && row.Bytes is not null && DamageOf(row) is null;
            if (isAsked && !isRead) return Tombstone(sequence);
            if (row.Bytes is null) missing.Add((PartitionCode.ToPartition(row.Partition), row.Sequence));
            return row.Bytes;
        }, why => nameless = why);
        return new SkippedRecord(isRead, missing, nameless, kept);
    }

    private static byte[] Tombstone(long sequence) => new LogBatchBuilder().Build(Writer, sequence);

    /// <summary>What the action answers, or what SQLite says of damage that leaves nothing of the file to be read.</summary>
    private static string? Guarded(string path, Func<string?> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            return e.Message.TrimEnd('.');
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new ConfigurationException($"{path} cannot be used: {e.Message.TrimEnd('.')}; mend what is wrong with the disk, or restore it from a backup.", e);
        }
    }
}
