namespace Twins.Silo.Storage;

/// <summary>The files of a data directory beside its log. All of them are made before the first segment of the log is.</summary>
internal static class Stores
{
    /// <summary>State, events and reminders.</summary>
    public static IReadOnlyList<string> Names { get; } = ["state.db", "events.db", "reminders.db"];

    /// <summary>
    /// Those that somebody has taken away or emptied: there is a log, and some of them are there and others are not. A log alone is another thing: everything that it
    /// holds is applied again.
    /// </summary>
    /// <param name="directory">The data directory.</param>
    public static IReadOnlyList<string> Missing(string directory)
    {
        var log = Path.Combine(directory, "log");
        var missing = Names.Select(name => Path.Combine(directory, name)).Where(path => new FileInfo(path) is not { Exists: true, Length: > 0 }).ToList();
        return missing.Count < Names.Count && Directory.Exists(log) && Segment.Find(log).Count > 0 ? missing : [];
    }
}
