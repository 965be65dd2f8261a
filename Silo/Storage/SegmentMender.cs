using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>Writes a segment that SQLite finds damaged anew, of what can be read of it.</summary>
internal static class SegmentMender
{
    /// <summary>Replaces a segment, durably, and as a whole or not at all; the new one is sealed.</summary>
    /// <param name="path">The segment; nobody has it open.</param>
    /// <param name="bytesOf">What stands in the place of a row; null for nothing.</param>
    /// <param name="nameless">Told where there may have been rows of which nobody can say whose they were.</param>
    /// <returns>Where the damaged file is kept.</returns>
    public static string Mend(string path, Func<SegmentRow, byte[]?> bytesOf, Action<string> nameless)
    {
        // The next start deletes what has such a name, so that what a cut leaves of this is in nobody's way.
        var mended = path + SqliteFiles.Unfinished + "-mended";
        SqliteFiles.Delete(mended);
        using (var rows = new SegmentRows(path))
        using (var connection = SegmentSchema.Create(mended, Durability.Fdatasync, rows.Floors()))
        {
            connection.Run("BEGIN IMMEDIATE");
            Raise(connection, Fill(connection, rows, bytesOf));
            connection.Run("COMMIT");
            if (rows.Nameless is { } why) nameless(why);
            if (!SegmentSchema.Seal(connection)) throw new IOException($"{mended} is being read.");
        }

        EndWal(path);
        var kept = Enumerable.Range(1, int.MaxValue).Select(number => $"{path}.damaged-{number}").First(name => !File.Exists(name));
        File.Replace(mended, path, kept);
        DirectorySync.Sync(Path.GetDirectoryName(path)!);
        return kept;
    }

    /// <summary>How far each partition had come, as what can be read says.</summary>
    private static Dictionary<int, long> Fill(SqliteConnection connection, SegmentRows rows, Func<SegmentRow, byte[]?> bytesOf)
    {
        var reached = new Dictionary<int, long>();
        using var insert = new SqliteCommand("INSERT INTO batch VALUES ($row, $partition, $sequence, $bytes)", connection);
        foreach (var name in (string[])["$row", "$partition", "$sequence"]) insert.Parameters.Add(name, SqliteType.Integer);
        insert.Parameters.Add("$bytes", SqliteType.Blob);
        foreach (var row in rows.Read())
        {
            if (row.Damage != SegmentRows.Gone) Reach(row.Partition, row.Sequence);
            if (bytesOf(row) is not { } bytes) continue;
            // What a batch has sent to others may be all that is left of it.
            if (SentBy(row with { Bytes = bytes }) is var (sender, number)) Reach(sender, number);
            (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value, insert.Parameters[3].Value) = (row.Row, row.Partition, row.Sequence, bytes);
            insert.ExecuteNonQuery();
        }

        return reached;

        void Reach(int partition, long sequence) => reached[partition] = Math.Max(reached.GetValueOrDefault(partition), sequence);
    }

    /// <summary>Which other partition wrote a record, and under which number; null where none did, or it cannot be read.</summary>
    private static (int Partition, long Number)? SentBy(SegmentRow row)
    {
        if (LogDoctor.DamageOf(row) is not null) return null;
        var (writer, number) = LogBatch.PeekWriter(row.Bytes);
        return PartitionWriter.TryParse(writer, out var source, out _) && PartitionCode.Of(source) is var code && code != row.Partition ? (code, number) : null;
    }

    /// <summary>Sequences go on above records that are missing from now on: what is sent under the number of one that others have would be passed over there (R5).</summary>
    private static void Raise(SqliteConnection connection, Dictionary<int, long> reached)
    {
        using var raise = new SqliteCommand("INSERT INTO start VALUES ($partition, $last) ON CONFLICT DO UPDATE SET last = max(last, $last)", connection);
        foreach (var name in (string[])["$partition", "$last"]) raise.Parameters.Add(name, SqliteType.Integer);
        foreach (var (partition, last) in reached)
        {
            (raise.Parameters[0].Value, raise.Parameters[1].Value) = (partition, last);
            raise.ExecuteNonQuery();
        }
    }

    /// <summary>SQLite would copy what a WAL of the old file holds into the new one, so it goes into the old one, and its name is gone for good before the new one comes.</summary>
    private static void EndWal(string path)
    {
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            using var connection = SegmentSchema.OpenExisting(path, Durability.Fdatasync);
            connection.Checkpoint();
        }

        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        DirectorySync.Sync(Path.GetDirectoryName(path)!);
    }
}
