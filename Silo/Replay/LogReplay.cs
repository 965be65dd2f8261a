using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Grains.Replay;
using Twins.Silo.Storage;
using Twins.Silo.Verification;

namespace Twins.Silo.Replay;

/// <summary>What a replay came to.</summary>
internal sealed record Replayed
{
    /// <summary>Batches of the time asked for.</summary>
    public long Batches { get; set; }

    /// <summary>Events that are the same today.</summary>
    public long Same { get; set; }

    /// <summary>Differences.</summary>
    public long Different { get; set; }

    /// <summary>Events of batches above the checkpoint, every page and every event that is written: the process ended before it wrote them, and the next start does.</summary>
    public long Pending { get; set; }

    /// <summary>Since when the log is kept, where it does not reach back to the first batch, UTC; null where it does.</summary>
    public DateTimeOffset? KeptSince { get; set; }

    /// <summary>How partitions began, each with how many of them.</summary>
    public SortedDictionary<string, int> Starts { get; } = new(StringComparer.Ordinal);
}

/// <summary>Applies the kept entries of a time again, by today's rules, to twins in memory, and compares the events. Nothing is written.</summary>
/// <param name="path">A data directory that nothing runs on, or a backup.</param>
/// <param name="backup">A backup whose pages may be nearer; null for none.</param>
internal sealed class LogReplay(string path, string? backup)
{
    private readonly Dictionary<PartitionId, ReplayRange> _ranges = [];
    private readonly Dictionary<PartitionId, (PartitionReplay Replay, ReplayRange Range, long ExactBefore, long WrittenThrough)> _replays = [];

    /// <summary>Runs it.</summary>
    /// <param name="from">Arrival, UTC.</param>
    /// <param name="to">Arrival, UTC.</param>
    /// <param name="difference">Called for each difference, in the order of the log.</param>
    /// <exception cref="ConfigurationException">There is no such directory, it is in use, or it is too damaged; the damage is in the message.</exception>
    public Replayed Run(DateTimeOffset from, DateTimeOffset to, Action<EventDifference> difference)
    {
        using var directory = StoppedDirectory.Open(path);
        var manifest = DataManifest.Read(directory.ManifestPath);
        var map = new PartitionMap(manifest.Partitions);
        var damage = new AuditReport();
        var log = new LogFiles(directory, map, damage);
        log.Open();
        var related = backup is null ? null : new RelatedLog(backup, path);
        log.Read(batch =>
        {
            Look(batch, from, to);
            related?.Compare(batch);
        });
        related?.Check();
        var done = new Replayed { KeptSince = _ranges.Values.Any(range => range.First > 1) ? _ranges.Values.Max(range => range.First > 1 ? range.KeptSince : null) : null };
        Begin(directory, map, manifest.Pages, damage, done);
        var logged = new LoggedEvents(directory, damage);
        logged.Read(Contains);
        if (damage.Count > 0) throw new ConfigurationException($"{path} is damaged: {damage.Findings[0]}; './twins verify' lists all of it.");
        log.Read(batch => _replays.GetValueOrDefault(batch.Partition).Replay?.LookAhead(batch));
        log.Read(batch => Apply(batch, logged, done, difference));
        return done;
    }

    private void Look(LoggedBatch batch, DateTimeOffset from, DateTimeOffset to)
    {
        if (!_ranges.TryGetValue(batch.Partition, out var range)) _ranges.Add(batch.Partition, range = new ReplayRange(from, to));
        try
        {
            range.Add(batch.Sequence, LogBatch.Decode(batch));
        }
        catch (LogDamagedException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private void Begin(StoppedDirectory directory, PartitionMap map, int pages, AuditReport damage, Replayed done)
    {
        using var other = backup is null ? null : StoppedDirectory.Open(backup);
        var snapshots = new List<(string, StateFile)> { ("the pages of the directory", new StateFile(directory, map, damage)) };
        if (other is not null) snapshots.Add(("the pages of the backup", new StateFile(other, map, damage)));
        var starts = new ReplayStarts(snapshots);
        starts.Read();
        foreach (var (partition, range) in _ranges.Where(range => range.Value.Begin > 0))
        {
            var start = starts.Of(partition, range);
            var gap = range.FirstGapAbove(start.Checkpoint?.Sequence ?? 0);
            var source = gap > range.End ? start.Source : start.Source + ", across batches that are missing";
            done.Starts[source] = done.Starts.GetValueOrDefault(source) + 1;
            var replay = new PartitionReplay(partition, map, pages, start.Checkpoint);
            // Twins in memory answer at once.
            foreach (var (number, page) in start.Pages) replay.LoadAsync(number, page).GetAwaiter().GetResult();
            _replays.Add(partition, (replay, range, start.IsExact ? gap : 0, starts.WrittenThrough(partition)));
        }
    }

    private bool Contains(PartitionId partition, long sequence) =>
        _replays.TryGetValue(partition, out var of) && sequence >= of.Range.Begin && sequence <= of.Range.End;

    private void Apply(LoggedBatch batch, LoggedEvents logged, Replayed done, Action<EventDifference> difference)
    {
        if (!_replays.TryGetValue(batch.Partition, out var of) || batch.Sequence > of.Range.End) return;
        var today = of.Replay.ApplyAsync(batch).GetAwaiter().GetResult().Events;
        if (batch.Sequence < of.Range.Begin) return;
        done.Batches++;
        var before = logged.Of(batch.Partition, batch.Sequence);
        // Events are written in the order of batches: what has none below the last that has some had none.
        if (before.Count == 0 && batch.Sequence > Math.Max(of.WrittenThrough, logged.LastOf(batch.Partition)))
        {
            done.Pending += today.Count;
            return;
        }

        var found = EventDifference.Of($"{batch.Partition}:{batch.Sequence}", today, before, batch.Sequence >= of.ExactBefore).ToList();
        done.Same += today.Count - found.Count(found => found.Kind != DifferenceKind.Missing);
        done.Different += found.Count;
        found.ForEach(difference);
    }
}
