using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Twins.Silo.Storage;
using Twins.Silo.Verification;

namespace Twins.Silo.Backup;

/// <summary>Makes a data directory of a backup: every file is compared with what the backup says of it, and every invariant is checked, before it counts.</summary>
internal static class DataRestore
{
    /// <summary>Restores a backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="data">A directory that is not there yet, or empty.</param>
    /// <returns>What was restored.</returns>
    /// <exception cref="ConfigurationException">It is no whole backup, or the place is taken.</exception>
    /// <exception cref="BackupException">The backup is damaged, or the directory cannot be written.</exception>
    public static BackupManifest Restore(string backup, string data)
    {
        var manifest = BackupManifest.Read(backup);
        foreach (var file in manifest.Files) Check(backup, file);
        var verified = DataVerifier.Verify(backup).Report;
        if (verified.Count > 0) throw new BackupException($"{backup} is not sound: {verified.Findings[0]}; './twins verify {backup}' lists all of it.");
        try
        {
            BackupPlace.Create(data);
            DirectorySync.Create(Path.Combine(data, "log"));
            // The manifest makes it a data directory, and comes when everything else is there.
            foreach (var file in manifest.Files.Where(file => file.Path != "twins.json"))
            {
                DurableFile.Copy(Path.Combine(backup, file.Path), Path.Combine(data, file.Path));
                Check(data, file);
            }

            RenewEventLog(Path.Combine(data, "events.db"));
            DirectorySync.Sync(Path.Combine(data, "log"));
            DirectorySync.Sync(data);
            DataManifest.Read(Path.Combine(backup, "twins.json")).Write(Path.Combine(data, "twins.json"));
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new BackupException($"{data} could not be written: {e.Message.TrimEnd('.')}; delete it and try again.", e);
        }
    }

    private static void Check(string root, BackupFile file)
    {
        var path = Path.Combine(root, file.Path);
        if (!File.Exists(path)) throw new BackupException($"{path} is missing; use another backup.");
        if (BackupFile.Of(root, file.Path) != file) throw new BackupException($"{path} is not what the backup says of it: its length or checksum is wrong; use another backup.");
    }

    /// <summary>
    /// The log goes on from here with other events than the original did, so cursors of the original must not be taken for places in it: a new id makes them
    /// invalid, and whoever has one is told to read from the beginning, which ids of events make safe.
    /// </summary>
    private static void RenewEventLog(string path)
    {
        if (!File.Exists(path)) return;
        using var connection = SqliteFiles.OpenWriter(path, Durability.Fdatasync, pageBytes: null);
        var id = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"UPDATE store SET id = {id}"));
        connection.Checkpoint();
    }
}
