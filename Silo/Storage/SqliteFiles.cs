using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Twins.Silo.Storage;

/// <summary>How SQLite files are opened here.</summary>
internal static class SqliteFiles
{
    /// <summary>What the name of a file ends with while it is being created.</summary>
    public const string Unfinished = ".new";

    private static readonly string[] s_besides = ["-journal", "-wal", "-shm"];

    /// <summary>A connection of its own for the one thread that writes a file, in WAL mode.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durability">Whether a commit waits for <c>fdatasync</c>.</param>
    /// <param name="pageBytes">Of a new file; null when the file must be there.</param>
    public static SqliteConnection OpenWriter(string path, Durability durability, int? pageBytes)
    {
        var mode = pageBytes is null ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            // A file is also closed because a sync of it failed, and then it must not be written (R7).
            connection.CheckpointOnClose(enabled: false);
            if (pageBytes is { } bytes) connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={bytes}"));
            connection.Run("PRAGMA journal_mode=WAL");
            connection.Run(durability == Durability.Fdatasync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates a file that is either whole or not there, whenever the power goes: it gets its name when its content is durable.</summary>
    /// <param name="path">The file; there must be none.</param>
    /// <param name="durability">Whether it must survive loss of power.</param>
    /// <param name="pageBytes">Of the file.</param>
    /// <param name="fill">Writes its content.</param>
    public static void CreateWhole(string path, Durability durability, int pageBytes, Action<SqliteConnection> fill)
    {
        var unfinished = path + Unfinished;
        Delete(unfinished);
        try
        {
            using (var connection = OpenWriter(unfinished, durability, pageBytes))
            {
                fill(connection);
                connection.Checkpoint();
                connection.CheckpointOnClose(enabled: true);
            }

            File.Move(unfinished, path);
            DirectorySync.Sync(Path.GetDirectoryName(path)!);
        }
        catch
        {
            Delete(unfinished);
            throw;
        }
    }

    /// <summary>Deletes a file with what SQLite keeps beside it, the file itself last, so that none is left behind that belongs to nothing.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in s_besides) File.Delete(path + suffix);
        File.Delete(path);
    }

    /// <summary>A pooled connection that can only read.</summary>
    public static SqliteConnection OpenReader(string path) => Open(ReaderString(path));

    /// <summary>A pooled connection to a file without WAL that is never written again. It needs neither locks nor room on the disk.</summary>
    public static SqliteConnection OpenImmutable(string path) => Open(ImmutableString(path));

    /// <summary>Closes the pooled connections of a file.</summary>
    public static void ForgetReaders(string path)
    {
        foreach (var pool in (string[])[ReaderString(path), ImmutableString(path)])
        {
            using var connection = new SqliteConnection(pool);
            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>Whether closing the last connection copies the WAL into the file; SQLite's own default.</summary>
    public static void CheckpointOnClose(this SqliteConnection connection, bool enabled) =>
        _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, enabled ? 0 : 1, out _);

    /// <summary>Copies the whole WAL into the file, durably, and empties it.</summary>
    /// <exception cref="IOException">Somebody went on reading for five seconds; try again.</exception>
    public static void Checkpoint(this SqliteConnection connection)
    {
        if (!connection.TryCheckpoint()) throw new IOException($"{connection.DataSource} is being read and could not be checkpointed.");
    }

    /// <summary>As <see cref="Checkpoint"/>; false when somebody went on reading for five seconds.</summary>
    public static bool TryCheckpoint(this SqliteConnection connection)
    {
        connection.Run("PRAGMA busy_timeout=5000");
        return connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") is 0L;
    }

    /// <summary>
    /// Makes the WAL of an earlier process durable. A process that ended between a failed sync and its repetition leaves a commit that can be read and may not be
    /// on the disk, and a system that has failed to write it does not try again by itself (fsync(2)). So every byte is written again, in its place, and
    /// synced; readers, such as a backup, notice nothing. Only while nobody writes the file.
    /// </summary>
    public static void WriteWalAgain(string path)
    {
        var wal = path + "-wal";
        if (!File.Exists(wal)) return;
        using var file = File.OpenHandle(wal, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var chunk = new byte[1024 * 1024];
        for (long at = 0; RandomAccess.Read(file, chunk, at) is > 0 and var read; at += read) RandomAccess.Write(file, chunk.AsSpan(0, read), at);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Runs statements that answer nothing.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row.</summary>
    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Whether the failure is damage to a file, which no repetition mends.</summary>
    public static bool IsDamage(this SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static string ReaderString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly }.ToString();

    private static string ImmutableString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = new Uri(path).AbsoluteUri + "?immutable=1", Mode = SqliteOpenMode.ReadOnly }.ToString();
}
