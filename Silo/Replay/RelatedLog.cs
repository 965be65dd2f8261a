using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;
using Twins.Silo.Verification;

namespace Twins.Silo.Replay;

/// <summary>Whether a backup is one of this directory: where its log ends in a partition, this log has the same record. A tombstone says nothing.</summary>
internal sealed class RelatedLog
{
    private readonly string _backup;
    private readonly string _path;
    private readonly Dictionary<PartitionId, LoggedBatch> _ends = [];
    private int _same;

    /// <summary>Reads the end of the backup's log.</summary>
    /// <exception cref="ConfigurationException">It is no data directory, or has other partitions.</exception>
    public RelatedLog(string backup, string path)
    {
        (_backup, _path) = (backup, path);
        using var directory = StoppedDirectory.Open(backup);
        var manifest = DataManifest.Read(directory.ManifestPath);
        var own = DataManifest.Read(Path.Combine(path, "twins.json"));
        if ((manifest.Partitions, manifest.Pages) != (own.Partitions, own.Pages)) throw Unrelated($"it has {manifest.Partitions} partitions of {manifest.Pages} pages");
        var log = new LogFiles(directory, new PartitionMap(manifest.Partitions), new AuditReport());
        log.Open();
        log.Read(batch => _ends[batch.Partition] = batch);
    }

    /// <summary>A batch of this directory's log.</summary>
    /// <exception cref="ConfigurationException">The backup has another in its place.</exception>
    public void Compare(LoggedBatch batch)
    {
        if (!_ends.TryGetValue(batch.Partition, out var end) || end.Sequence != batch.Sequence) return;
        if (end.Bytes.Span.SequenceEqual(batch.Bytes.Span)) _same++;
        else if (LogBatch.Decode(batch).Entries.Count > 0) throw Unrelated($"its record {batch.Partition}:{batch.Sequence} is another");
    }

    /// <summary>After the last.</summary>
    /// <exception cref="ConfigurationException">Nothing was the same.</exception>
    public void Check()
    {
        if (_same == 0) throw Unrelated("no record at the end of its log is in this log");
    }

    private ConfigurationException Unrelated(string why) => new($"{_backup} is no backup of {_path}: {why}; leave --backup out, or name another.");
}
