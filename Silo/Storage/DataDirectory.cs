namespace Twins.Silo.Storage;

/// <summary>A data directory, held by this process alone until it is disposed.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, DataManifest manifest, FileStream @lock) => (FullPath, Manifest, _lock) = (path, manifest, @lock);

    /// <summary>The directory.</summary>
    public string FullPath { get; }

    /// <summary>What it was created with.</summary>
    public DataManifest Manifest { get; }

    /// <summary>The directory of the log's segments.</summary>
    public string LogPath => Path.Combine(FullPath, "log");

    /// <summary>The file of grain state.</summary>
    public string StatePath => Path.Combine(FullPath, "state.db");

    /// <summary>The file of the event log.</summary>
    public string EventsPath => Path.Combine(FullPath, "events.db");

    /// <summary>The file of reminders.</summary>
    public string RemindersPath => Path.Combine(FullPath, "reminders.db");

    /// <summary>Opens a directory; creates it where there is none yet.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="partitions">Partitions of each kind; those of a directory that is there must be as many.</param>
    /// <exception cref="ConfigurationException">In use, not writable, damaged, of another schema or of another number of partitions.</exception>
    public static DataDirectory Open(string path, int partitions)
    {
        FailPoint.Check();
        var opened = Open(path, full =>
        {
            DirectorySync.Create(full);
            return manifest => File.Exists(manifest) ? DataManifest.Read(manifest) : Create(full, manifest, partitions);
        });
        if (opened.Manifest.Partitions == partitions && Stores.Missing(opened.FullPath) is []) return opened;
        opened.Dispose();
        if (Stores.Missing(opened.FullPath) is [var missing, ..])
            throw new ConfigurationException($"{missing} is missing or empty, and the log and other files are there: made anew, it would lack what they take for kept; restore a backup.");
        throw new ConfigurationException(
            $"{opened.FullPath} has {opened.Manifest.Partitions} partitions and {partitions} are configured; set Twins:Fleet:Partitions to {opened.Manifest.Partitions}, or use another directory.");
    }

    /// <summary>Opens a directory that is there, with what it was created with.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="ConfigurationException">Absent, in use, not writable, damaged or of another schema.</exception>
    public static DataDirectory OpenExisting(string path) => Open(path, full =>
    {
        if (!File.Exists(ManifestPath(full))) throw new ConfigurationException($"{full} is no data directory: it has no twins.json.");
        return DataManifest.Read;
    });

    /// <summary>Lets others open the directory.</summary>
    public void Dispose() => _lock.Dispose();

    private static DataDirectory Open(string path, Func<string, Func<string, DataManifest>> prepare)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            var manifest = prepare(full);
            var held = Hold(full);
            try
            {
                var opened = new DataDirectory(full, manifest(ManifestPath(full)), held);
                DirectorySync.Create(opened.LogPath);
                return opened;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ConfigurationException($"{full} is not writable: {e.Message.TrimEnd('.')}; choose another with Twins:Data:Directory, or give this user the right to write there.", e);
        }
    }

    private static FileStream Hold(string path)
    {
        var file = Path.Combine(path, "twins.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new ConfigurationException($"{path} is in use by another process; stop it, or use another directory.", e);
        }
    }

    private static DataManifest Create(string directory, string manifest, int partitions)
    {
        string[] data = [.. Directory.EnumerateFileSystemEntries(directory, "*.db"), .. Directory.EnumerateFileSystemEntries(directory, "log")];
        if (data.Length > 0)
            throw new ConfigurationException($"{manifest} is missing, but {data[0]} is there; restore twins.json from a backup.");
        var created = new DataManifest(DataManifest.CurrentSchema, partitions, DataManifest.DefaultPages);
        created.Write(manifest);
        return created;
    }

    private static string ManifestPath(string directory) => Path.Combine(directory, "twins.json");
}
