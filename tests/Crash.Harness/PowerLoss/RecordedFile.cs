namespace Twins.Crash.Harness.PowerLoss;

/// <summary>One file: what is surely on the disk, and what was written since and may be or not.</summary>
internal sealed class RecordedFile(byte[] content)
{
    private const int SectorBytes = 512;
    private readonly List<DiskAct> _unsynced = [];
    private readonly Queue<int> _syncing = new();
    private readonly MemoryStream _durable = Stream(content);

    public void Add(DiskAct act) => _unsynced.Add(act);

    /// <summary>What was written before a sync begins is covered by it.</summary>
    public void BeginSync() => _syncing.Enqueue(_unsynced.Count);

    public void Synced()
    {
        var covered = _syncing.Dequeue();
        foreach (var act in _unsynced.Take(covered)) Apply(_durable, act);
        _unsynced.RemoveRange(0, covered);
        for (var left = _syncing.Count; left > 0; left--) _syncing.Enqueue(Math.Max(0, _syncing.Dequeue() - covered));
    }

    /// <summary>What was written is given up: later syncs do not try it again (fsync(2), on EIO). The worst that a disk may do.</summary>
    public void FailedToSync()
    {
        var others = _syncing.Count;
        _unsynced.Clear();
        _syncing.Clear();
        for (; others > 0; others--) _syncing.Enqueue(0);
    }

    /// <summary>What a disk shows after the cut.</summary>
    /// <param name="chance">Keeps single sectors of what was not synced, by chance; null keeps nothing.</param>
    public byte[] AfterCut(Random? chance)
    {
        if (chance is null) return _durable.ToArray();
        var content = Stream(_durable.ToArray());
        foreach (var act in _unsynced)
        {
            if (act.Kind == 'T')
            {
                if (chance.Next(2) == 0) Apply(content, act);
                continue;
            }

            for (var at = 0; at < act.Bytes.Length; at += SectorBytes)
                if (chance.Next(2) == 0) Apply(content, act with { Offset = act.Offset + at, Bytes = act.Bytes[at..Math.Min(act.Bytes.Length, at + SectorBytes)] });
        }

        return content.ToArray();
    }

    private static void Apply(MemoryStream content, DiskAct act)
    {
        if (act.Kind == 'T')
        {
            content.SetLength(act.Offset);
            return;
        }

        // A write past the end leaves zeros between.
        content.Position = act.Offset;
        content.Write(act.Bytes.Span);
    }

    private static MemoryStream Stream(byte[] content)
    {
        var stream = new MemoryStream();
        stream.Write(content);
        return stream;
    }
}
