using Microsoft.Data.Sqlite;
using Twins.Silo.Storage;

namespace Twins.Silo.Backup;

/// <summary>
/// Copies a data directory while a silo runs on it, or while none does: checkpoints and pages first, with the reminders of the same time, then the event log, then the whole log, holding truncation.
/// So no copy is ahead of the log's: a restored silo applies from its checkpoints what the log has, and writes again the events that it has not.
/// </summary>
internal static class DataBackup
{
    /// <summary>Makes a backup.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="backup">A directory that is not there yet, or empty.</param>
    /// <param name="time">Dates it.</param>
    /// <param name="cancellationToken">Gives up; what was copied so far is no backup.</param>
    /// <exception cref="ConfigurationException">There is no such data directory, or the place for the backup is taken or cannot be written.</exception>
    public static async Task<BackupManifest> CreateAsync(string data, string backup, TimeProvider time, CancellationToken cancellationToken)
    {
        var manifestPath = Path.Combine(data, "twins.json");
        if (!File.Exists(manifestPath)) throw new ConfigurationException($"{data} is no data directory: it has no twins.json.");
        var manifest = DataManifest.Read(manifestPath);
        try
        {
            BackupPlace.Create(backup);
            DirectorySync.Create(Path.Combine(backup, "log"));
            var takenAt = time.GetUtcNow();
            using (await TruncationHold.TakeAsync(Path.Combine(data, "log"), cancellationToken))
            {
                Copy(data, backup, "state.db");
                Copy(data, backup, "reminders.db");
                Copy(data, backup, "events.db");
                // Segments that are begun from now on hold only what came after the copies above.
                foreach (var segment in Segment.Find(Path.Combine(data, "log")).Select(path => $"log/{Path.GetFileName(path)}"))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Copy(data, backup, segment);
                }
            }

            DurableFile.Copy(manifestPath, Path.Combine(backup, "twins.json"));
            DirectorySync.Sync(Path.Combine(backup, "log"));
            var files = Directory.EnumerateFiles(backup, "*", SearchOption.AllDirectories)
                .Select(path => BackupFile.Of(backup, Path.GetRelativePath(backup, path).Replace('\\', '/'))).OrderBy(file => file.Path, StringComparer.Ordinal);
            var made = new BackupManifest(manifest.Schema, takenAt, [.. files]);
            made.Write(backup);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new BackupException($"{backup} could not be made: {e.Message.TrimEnd('.')}; delete it and try again.", e);
        }
    }

    /// <summary>A copy of one moment, in one file, also of what is still in the WAL.</summary>
    private static void Copy(string data, string backup, string file)
    {
        var (from, to) = (Path.Combine(data, file), Path.Combine(backup, file));
        if (!File.Exists(from)) return;
        try
        {
            // Sealed segments have no WAL and are never written again; to read them needs nothing beside them.
            var isAlone = new FileInfo(from + "-wal") is not { Exists: true, Length: > 0 };
            if (isAlone && file.StartsWith("log/", StringComparison.Ordinal))
            {
                DurableFile.Copy(from, to);
                return;
            }

            using (var source = SqliteFiles.OpenReader(from))
            using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString()))
            {
                target.Open();
                source.BackupDatabase(target);
            }

            DurableFile.Sync(to);
        }
        finally
        {
            SqliteFiles.ForgetReaders(from);
        }
    }
}

/// <summary>A backup could not be made or restored; the message is one sentence for the operator, and the process ends with exit code 1.</summary>
internal sealed class BackupException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A directory to write to.</summary>
internal static class BackupPlace
{
    /// <exception cref="ConfigurationException">It holds something already.</exception>
    public static void Create(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new ConfigurationException($"{directory} is not empty; choose a directory that is not there yet.");
        DirectorySync.Create(directory);
    }
}
