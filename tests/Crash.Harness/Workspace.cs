namespace Twins.Crash.Harness;

/// <summary>The directories of one run, deleted at its end; kept when a check failed and somebody wants to look.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twins-crash-").FullName;
    private int _number;

    public Workspace()
    {
        Data = Path.Combine(_root, "data");
        Archive = new LogArchive(Data, Path.Combine(_root, "archive"));
    }

    /// <summary>The data directory of the silo that is killed.</summary>
    public string Data { get; }

    public LogArchive Archive { get; }

    /// <summary>Where it all lies.</summary>
    public string Root => _root;

    public bool Keep { get; set; }

    /// <summary>A directory that is not there yet.</summary>
    public string New(string name) => Path.Combine(_root, $"{name}-{++_number}");

    /// <summary>Copies a directory with all that is in it.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    public void Dispose()
    {
        if (!Keep) Directory.Delete(_root, recursive: true);
    }
}
