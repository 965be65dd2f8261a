using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>
/// A segment's tables. <c>batch</c> in the order of arrival; <c>start</c> says where each partition stood when the segment was begun, so that sequences go on
/// when all older segments are gone; sealing adds the index <c>batch_place</c> and <c>span</c>, the first and last sequence of each partition.
/// </summary>
internal static class SegmentSchema
{
    // Between 4 and 16 KiB by measurement: small batches waste less, large ones overflow less.
    private const int PageBytes = 8192;
    private const long Sealed = 1;

    /// <summary>Creates the file of a segment, durably, and returns the connection that writes it.</summary>
    public static SqliteConnection Create(string path, Durability durability, IEnumerable<KeyValuePair<int, long>> floors)
    {
        SqliteFiles.CreateWhole(path, durability, PageBytes, connection => Fill(connection, floors));
        var connection = OpenExisting(path, durability);
        try
        {
            // The WAL holds the segment until it is sealed; copied into the file once, in the background, not while appends wait.
            connection.Run("PRAGMA wal_autocheckpoint=0");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Fill(SqliteConnection connection, IEnumerable<KeyValuePair<int, long>> floors)
    {
        FailPoint.Pass(FailPoint.SegmentOpened);
        connection.Run("BEGIN IMMEDIATE");
        connection.Run("CREATE TABLE batch(row INTEGER PRIMARY KEY, partition INTEGER NOT NULL, sequence INTEGER NOT NULL, bytes BLOB NOT NULL)");
        connection.Run("CREATE TABLE start(partition INTEGER PRIMARY KEY, last INTEGER NOT NULL)");
        using (var insert = new SqliteCommand("INSERT INTO start VALUES ($partition, $last)", connection))
        {
            var partition = insert.Parameters.Add("$partition", SqliteType.Integer);
            var last = insert.Parameters.Add("$last", SqliteType.Integer);
            foreach (var floor in floors)
            {
                (partition.Value, last.Value) = (floor.Key, floor.Value);
                insert.ExecuteNonQuery();
            }
        }

        FailPoint.Pass(FailPoint.SegmentFilled);
        connection.Run("COMMIT");
        FailPoint.Pass(FailPoint.SegmentCommitted);
    }

    /// <summary>Opens a segment of an earlier process.</summary>
    public static SqliteConnection OpenExisting(string path, Durability durability) => SqliteFiles.OpenWriter(path, durability, pageBytes: null);

    /// <summary>
    /// Indexes a segment that will not be written again and copies its WAL into the file. Nothing happens to a sealed one. False when somebody reads it, such
    /// as a backup: everything is indexed, and a part is still in the WAL.
    /// </summary>
    public static bool Seal(SqliteConnection connection)
    {
        if (connection.Scalar("PRAGMA user_version") is not Sealed)
        {
            connection.Run("BEGIN IMMEDIATE");
            connection.Run("CREATE INDEX batch_place ON batch(partition, sequence)");
            connection.Run("CREATE TABLE span(partition INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL)");
            connection.Run("INSERT INTO span SELECT partition, min(sequence), max(sequence) FROM batch GROUP BY partition");
            connection.Run("PRAGMA user_version=1");
            FailPoint.Pass(FailPoint.SealIndexed);
            connection.Run("COMMIT");
            FailPoint.Pass(FailPoint.SealCommitted);
        }

        if (!connection.TryCheckpoint()) return false;
        FailPoint.Pass(FailPoint.SealCopied);
        connection.CheckpointOnClose(enabled: true);
        return true;
    }

    /// <summary>Where each partition stood when the segment was begun.</summary>
    public static Dictionary<int, long> Floors(SqliteConnection connection) =>
        Read(connection, "SELECT partition, last FROM start", r => r.GetInt64(1));

    /// <summary>What a sealed segment holds of each partition.</summary>
    public static Dictionary<int, SequenceRange> Ranges(SqliteConnection connection) =>
        Read(connection, "SELECT partition, first, last FROM span", r => new SequenceRange(r.GetInt64(1), r.GetInt64(2)));

    private static Dictionary<int, T> Read<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> value)
    {
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var found = new Dictionary<int, T>();
        while (reader.Read()) found.Add(reader.GetInt32(0), value(reader));
        return found;
    }
}
