namespace Twins.Crash.Harness.PowerLoss;

/// <summary>
/// A disk that is played a recording: what is synced is there for good, file by file and name by name. Names are made durable by a sync of their directory,
/// or with a chance in the order in which they were made, as journals of file systems have it.
/// </summary>
internal sealed class RecordedDisk
{
    private readonly string _root;
    private readonly Dictionary<int, RecordedFile> _files = [];
    private readonly Dictionary<string, RecordedFile?> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordedFile?> _durableNames = new(StringComparer.Ordinal);
    private readonly List<(string Directory, Action<Dictionary<string, RecordedFile?>> Change)> _changes = [];

    /// <summary>Begins with what a directory holds, all of it durable.</summary>
    /// <param name="root">The directory that was recorded.</param>
    /// <param name="before">What it held before; null for nothing.</param>
    public RecordedDisk(string root, string? before)
    {
        _root = root;
        if (before is null) return;
        foreach (var directory in Directory.EnumerateDirectories(before, "*", SearchOption.AllDirectories)) Keep(directory, null);
        foreach (var file in Directory.EnumerateFiles(before, "*", SearchOption.AllDirectories)) Keep(file, new RecordedFile(File.ReadAllBytes(file)));
        void Keep(string path, RecordedFile? file) => _names[At(path)] = _durableNames[At(path)] = file;
        string At(string path) => Path.Combine(root, Path.GetRelativePath(before, path));
    }

    public void Play(DiskAct act)
    {
        switch (act.Kind)
        {
            case 'O':
                Open(act.File, act.Text);
                break;
            case 'W' or 'T':
                _files[act.File].Add(act);
                break;
            case 'B' when act.File > 0:
                _files[act.File].BeginSync();
                break;
            case 'S':
                _files[act.File].Synced();
                break;
            case 'F' when act.File > 0:
                _files[act.File].FailedToSync();
                break;
            case 'D':
                foreach (var (_, change) in _changes.Where(change => change.Directory == act.Text)) change(_durableNames);
                _changes.RemoveAll(change => change.Directory == act.Text);
                break;
            case 'M':
                Change(act.Text, names => names[act.Text] = null);
                break;
            case 'U':
                Change(act.Text, names => names.Remove(act.Text));
                break;
            case 'R' or 'L':
                var (from, to) = (act.Text.Split('\n')[0], act.Text.Split('\n')[1]);
                var moved = _names[from];
                Change(to, names => names[to] = moved);
                if (act.Kind == 'R') Change(from, names => names.Remove(from));
                break;
        }
    }

    /// <summary>Writes what the disk shows after the power has failed now.</summary>
    /// <param name="directory">Takes the place of the recorded one.</param>
    /// <param name="chance">Keeps some of what was not synced; null keeps nothing of it.</param>
    public void CutTo(string directory, Random? chance)
    {
        var names = new Dictionary<string, RecordedFile?>(_durableNames, StringComparer.Ordinal);
        foreach (var (_, change) in _changes.Take(chance?.Next(_changes.Count + 1) ?? 0)) change(names);
        Directory.CreateDirectory(directory);
        foreach (var (path, file) in names.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            var target = Path.Combine(directory, Path.GetRelativePath(_root, path));
            // A name in a directory whose own name was lost is lost with it.
            if (Path.GetDirectoryName(path) is { } parent && parent != _root && !names.ContainsKey(parent)) continue;
            if (file is null) Directory.CreateDirectory(target);
            // Shared memory does not outlive the machine.
            else if (!path.EndsWith("-shm", StringComparison.Ordinal)) File.WriteAllBytes(target, file.AfterCut(chance));
        }
    }

    private void Open(int id, string path)
    {
        if (_names.TryGetValue(path, out var known) && known is not null)
        {
            _files[id] = known;
            return;
        }

        if (!_files.TryGetValue(id, out var file)) _files[id] = file = new RecordedFile([]);
        Change(path, names => names[path] = file);
    }

    private void Change(string path, Action<Dictionary<string, RecordedFile?>> change)
    {
        change(_names);
        _changes.Add((Path.GetDirectoryName(path)!, change));
    }
}
