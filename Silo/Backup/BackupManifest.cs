using System.Text.Json;
using Twins.Silo.Storage;

namespace Twins.Silo.Backup;

/// <summary>What a backup holds; <c>backup.json</c>, written last, so that a backup without it is not whole.</summary>
/// <param name="Schema">Of the data directory.</param>
/// <param name="TakenAt">When it was begun, UTC: everything answered before is in it.</param>
/// <param name="Files">Every other file.</param>
internal sealed record BackupManifest(int Schema, DateTimeOffset TakenAt, IReadOnlyList<BackupFile> Files)
{
    /// <summary>Its name in the backup.</summary>
    public const string FileName = "backup.json";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectRequiredConstructorParameters = true };

    /// <exception cref="ConfigurationException">There is none, or it is damaged.</exception>
    public static BackupManifest Read(string backup)
    {
        var path = Path.Combine(backup, FileName);
        if (!File.Exists(path)) throw new ConfigurationException($"{backup} is no whole backup: it has no {FileName}.");
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), s_json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is damaged: {e.Message} Use another backup.", e);
        }
    }

    /// <summary>Writes the file durably.</summary>
    public void Write(string backup)
    {
        DurableFile.Write(Path.Combine(backup, FileName), JsonSerializer.SerializeToUtf8Bytes(this, s_json));
        DirectorySync.Sync(backup);
    }
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">Below the backup, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Crc32C">Its checksum.</param>
internal sealed record BackupFile(string Path, long Bytes, uint Crc32C)
{
    /// <summary>Reads a file and says what it is.</summary>
    public static BackupFile Of(string root, string path)
    {
        using var file = File.OpenRead(System.IO.Path.Combine(root, path));
        return new BackupFile(path, file.Length, DurableFile.Checksum(file));
    }
}
