using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>A data directory, or a copy of one, that is only read; where it has a lock, it is held meanwhile.</summary>
internal sealed class StoppedDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private StoppedDirectory(string path, FileStream? held) => (FullPath, _lock) = (path, held);

    /// <summary>The directory.</summary>
    public string FullPath { get; }

    public string ManifestPath => Path.Combine(FullPath, "twins.json");

    public string StatePath => Path.Combine(FullPath, "state.db");

    public string EventsPath => Path.Combine(FullPath, "events.db");

    public string RemindersPath => Path.Combine(FullPath, "reminders.db");

    /// <summary>The files of the log, oldest first.</summary>
    public IReadOnlyList<string> Segments => Directory.Exists(LogPath) ? Segment.Find(LogPath) : [];

    private string LogPath => Path.Combine(FullPath, "log");

    /// <exception cref="ConfigurationException">There is no such data directory, or a process runs on it.</exception>
    public static StoppedDirectory Open(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!File.Exists(Path.Combine(full, "twins.json"))) throw new ConfigurationException($"{full} is no data directory: it has no twins.json.");
        var file = Path.Combine(full, "twins.lock");
        try
        {
            return new StoppedDirectory(full, File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None) : null);
        }
        catch (IOException e)
        {
            throw new ConfigurationException($"{full} is in use by another process; stop it, or look at a backup.", e);
        }
    }

    public void Dispose() => _lock?.Dispose();
}
