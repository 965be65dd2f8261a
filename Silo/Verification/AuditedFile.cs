using Microsoft.Data.Sqlite;
using SQLitePCL;
using Twins.Grains.Audit;
using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>A SQLite file that is only read. What cannot be read at all is a finding, not an end.</summary>
internal static class AuditedFile
{
    /// <summary>Opens the file, checks its own structure, and reads it; whether all of that worked.</summary>
    public static bool Read(string path, AuditReport report, Action<SqliteConnection> read)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var connection = Open(path);
            // A file gets its name when its content is whole.
            if (connection.Scalar("SELECT count(*) FROM sqlite_master") is 0L) throw new SqliteException("it is empty", raw.SQLITE_NOTADB);
            if (connection.Scalar("PRAGMA quick_check(1)") is not "ok" and var answer) report.Add("file", path, $"SQLite says: {answer}");
            read(connection);
            return true;
        }
        catch (SqliteException e)
        {
            report.Add("file", path, e.Message.TrimEnd('.'));
            return false;
        }
        finally
        {
            SqliteFiles.ForgetReaders(path);
        }
    }

    /// <summary>A file whose WAL is empty is read without touching anything beside it; a WAL that holds something must be read with the file.</summary>
    private static SqliteConnection Open(string path) =>
        new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } ? SqliteFiles.OpenReader(path) : SqliteFiles.OpenImmutable(path);
}
