using System.Text.Json;

namespace Twins.Silo.Storage;

/// <summary>What a data directory was created with; <c>twins.json</c>. Never changed afterwards.</summary>
/// <param name="Schema">Of everything in the directory.</param>
/// <param name="Partitions">Of each kind of twin.</param>
/// <param name="Pages">Of each partition.</param>
internal sealed record DataManifest(int Schema, int Partitions, int Pages)
{
    /// <summary>The schema that this version reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Pages of a partition where nothing else is said: about 64 twins each in the reference city.</summary>
    public const int DefaultPages = 96;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Partitions of a directory that is there already; null for one that is not.</summary>
    /// <exception cref="ConfigurationException">It is damaged, or of another schema.</exception>
    public static int? PartitionsOf(string directory)
    {
        var path = Path.Combine(directory, "twins.json");
        return File.Exists(path) ? Read(path).Partitions : null;
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It is damaged, or of another schema.</exception>
    public static DataManifest Read(string path)
    {
        DataManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<DataManifest>(File.ReadAllBytes(path), s_json);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is damaged: {e.Message} Restore it from a backup.", e);
        }

        if (manifest is null or { Partitions: < 1 } or { Pages: < 1 })
            throw new ConfigurationException($"{path} is damaged: it lacks schema, partitions or pages; restore it from a backup.");
        if (manifest.Schema != CurrentSchema)
            throw new ConfigurationException($"{path} says schema {manifest.Schema}; this version reads schema {CurrentSchema}, so use the version that wrote it.");
        return manifest;
    }

    /// <summary>Writes the file so that it is there wholly or not at all, durably.</summary>
    public void Write(string path)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, s_json);
            file.Flush(flushToDisk: true);
        }

        FailPoint.Pass(FailPoint.ManifestWritten);
        File.Move(temporary, path, overwrite: false);
        FailPoint.Pass(FailPoint.ManifestRenamed);
        DirectorySync.Sync(Path.GetDirectoryName(path)!);
    }
}
