using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>
/// Deletes segments of the log that no partition needs and retention does not keep. It is housekeeping: what fails of it fails no append and no partition, and is
/// tried again the next time.
/// </summary>
internal sealed partial class LogTruncation(string directory, SegmentSet segments, StorageOptions options, DiskReserve disk, TimeProvider time, ILogger logger)
{
    /// <summary>On a disk that is nearly full the newest segment makes way from this size on; smaller ones would free less than a new one takes.</summary>
    private const long WorthClosingBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _marks = [];
    private readonly List<Segment> _left = [];
    private string? _failure;

    /// <summary>Allows a partition's batches through a sequence to be deleted.</summary>
    public void Mark(int partition, long through)
    {
        lock (_gate) _marks[partition] = Math.Max(_marks.GetValueOrDefault(partition), through);
    }

    /// <summary>Deletes what may go; called by one at a time. Whether the newest segment is all that is left to free, and must be closed for it.</summary>
    public bool Tidy()
    {
        try
        {
            var dispensable = Dispensable();
            if (dispensable.Count > 0 || _left.Count > 0) Delete(dispensable);
            _failure = null;
            return _left.Count == 0 && IsNewestInTheWay();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            if (_failure != e.Message) LogNotTidied(e, directory);
            _failure = e.Message;
            return false;
        }
    }

    private void Delete(List<Segment> dispensable)
    {
        // Held by a backup: the next time.
        using var hold = TruncationHold.TryTake(directory);
        if (hold is null) return;
        segments.Remove(dispensable);
        _left.AddRange(dispensable);
        FailPoint.Pass(FailPoint.TruncateChosen);
        while (_left.Count > 0)
        {
            _left[0].Delete();
            _left.RemoveAt(0);
        }
    }

    /// <summary>From the oldest on: what no partition needs, and retention does not keep. A disk that is nearly full keeps nothing.</summary>
    private List<Segment> Dispensable()
    {
        var all = segments.Current;
        var sizes = all.ToDictionary(segment => segment, segment => segment.Bytes);
        var bytes = sizes.Values.Sum();
        var allowed = disk.Level == DiskLevel.Enough ? options.Retention.Allowed(disk.Room, bytes) : 0;
        var oldest = time.GetUtcNow() - options.Retention.Age;
        var found = new List<Segment>();
        // The newest says where sequences go on, so it stays.
        foreach (var segment in all.SkipLast(1))
        {
            if (segment == segments.Active || !IsDispensable(segment)) break;
            if (bytes <= allowed && segment.LastWrittenAt > oldest) break;
            bytes -= sizes[segment];
            found.Add(segment);
        }

        return found;
    }

    private bool IsNewestInTheWay() =>
        disk.Level != DiskLevel.Enough && segments.Current is [var only] && only == segments.Active && only.WalBytes >= WorthClosingBytes && IsDispensable(only);

    private bool IsDispensable(Segment segment) => segment.IsDispensable(partition =>
    {
        lock (_gate) return _marks.GetValueOrDefault(partition);
    });

    [LoggerMessage(LogLevel.Warning, "Files of the log in {Directory} that are needed no longer could not be deleted; it is tried again each second.")]
    private partial void LogNotTidied(Exception exception, string directory);
}
