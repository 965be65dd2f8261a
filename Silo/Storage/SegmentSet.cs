using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>The files of the log: begins, seals, replaces and deletes segments.</summary>
internal sealed partial class SegmentSet : ICommitTargets<SegmentWriter>, IAsyncDisposable
{
    private readonly string _directory;
    private readonly StorageOptions _options;
    private readonly LogPositions _positions;
    private readonly DiskReserve _disk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _marks = [];
    private ImmutableArray<Segment> _segments;
    private Task _sealing = Task.CompletedTask;
    private Segment? _active;
    private int _lastNumber;

    /// <summary>Opens the segments of a directory, seals what an earlier process left unsealed, and fills <paramref name="positions"/>.</summary>
    /// <exception cref="ConfigurationException">A segment cannot be opened.</exception>
    public SegmentSet(string directory, StorageOptions options, LogPositions positions, DiskReserve disk, TimeProvider time, ILogger logger)
    {
        (_directory, _options, _positions, _disk, _time, _logger) = (directory, options, positions, disk, time, logger);
        foreach (var path in Segment.FindUnfinished(directory))
        {
            LogUnfinished(path);
            File.Delete(path);
        }

        _segments = [.. Segment.Find(directory).Select(Open)];
    }

    /// <summary>A seam for tests: called around each commit.</summary>
    public CommitHook? Hook { get; set; }

    /// <summary>All segments, oldest first.</summary>
    public ImmutableArray<Segment> Current
    {
        get
        {
            lock (_gate) return _segments;
        }
    }

    /// <inheritdoc/>
    public SegmentWriter Next(SegmentWriter? current)
    {
        if (current is not null && !IsFull(current)) return current;
        var next = Begin();
        if (current is not null)
        {
            current.Dispose();
            SealLater(current.Segment);
        }

        _active = next.Segment;
        DeleteDispensable();
        return next;
    }

    /// <inheritdoc/>
    public void Abandon(SegmentWriter target)
    {
        // Not sealed: a file whose sync failed is never written again by this process (R7). What was acknowledged was synced before, and is read by the
        // index in memory, which does not know the rows of the failed commit.
        _active = null;
        target.Dispose();
        LogAbandoned(target.Segment.FilePath);
    }

    /// <summary>Allows a partition's batches through a sequence to be deleted.</summary>
    public void Truncate(int partition, long through)
    {
        lock (_gate) _marks[partition] = Math.Max(_marks.GetValueOrDefault(partition), through);
        DeleteDispensable();
    }

    /// <summary>Closes the newest segment and waits until all are sealed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_active is { } active) SealLater(active);
        _active = null;
        await _sealing;
        foreach (var segment in Current) segment.Release();
    }

    private bool IsFull(SegmentWriter writer) =>
        writer.Bytes >= _options.SegmentBytes || (writer.Bytes > 0 && _time.GetElapsedTime(writer.CreatedTimestamp) >= _options.SegmentAge);

    private SegmentWriter Begin()
    {
        // A number is used once, even if the file cannot be created: what is left of it must not be written again.
        var number = ++_lastNumber;
        var index = new SegmentIndex();
        var segment = new Segment(_directory, number, index);
        SqliteConnection? connection = null;
        try
        {
            connection = SegmentSchema.Create(segment.FilePath, _options.Durability, _positions.Floors());
            FailPoint.Pass(FailPoint.SegmentBegun);
            segment.HoldOpen();
            lock (_gate) _segments = _segments.Add(segment);
            return new SegmentWriter(connection, segment, index, _time.GetTimestamp(), (c, stage) => Hook?.Invoke(c, stage));
        }
        catch
        {
            connection?.Dispose();
            segment.Release();
            Delete(segment.FilePath);
            throw;
        }
    }

    private void SealLater(Segment segment) => _sealing = SealAsync(_sealing, segment);

    private async Task SealAsync(Task previous, Segment segment)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (Current.Contains(segment)) segment.Seal(_options.Durability);
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            // It stays readable by the index in memory, and the next start seals it.
            LogNotSealed(e, segment.FilePath);
        }
    }

    private void DeleteDispensable()
    {
        lock (_gate)
        {
            var dispensable = Dispensable();
            if (dispensable.Count == 0) return;
            // Held by a backup: the next truncation deletes them.
            using var hold = TruncationHold.TryTake(_directory);
            if (hold is null) return;
            _segments = _segments.RemoveRange(dispensable);
            FailPoint.Pass(FailPoint.TruncateChosen);
            foreach (var segment in dispensable)
            {
                segment.Release();
                Delete(segment.FilePath);
            }
        }
    }

    /// <summary>From the oldest on: what no partition needs, and retention does not keep. A disk that is nearly full keeps nothing.</summary>
    private List<Segment> Dispensable()
    {
        var sizes = _segments.ToDictionary(segment => segment, segment => segment.Bytes);
        var bytes = sizes.Values.Sum();
        var allowed = _disk.Level == DiskLevel.Enough ? _options.Retention.Allowed(_disk.Room, bytes) : 0;
        var oldest = _time.GetUtcNow() - _options.Retention.Age;
        var found = new List<Segment>();
        // The newest says where sequences go on, so it stays.
        foreach (var segment in _segments.SkipLast(1))
        {
            if (segment == _active || !segment.IsDispensable(partition => _marks.GetValueOrDefault(partition))) break;
            if (bytes <= allowed && segment.LastWrittenAt > oldest) break;
            bytes -= sizes[segment];
            found.Add(segment);
        }

        return found;
    }

    private void Delete(string path)
    {
        try
        {
            Segment.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(e, path);
        }
    }

    private Segment Open(string path)
    {
        try
        {
            _lastNumber = Segment.NumberOf(path);
            using var connection = SegmentSchema.OpenExisting(path, _options.Durability);
            SegmentSchema.Seal(connection);
            var ranges = SegmentSchema.Ranges(connection);
            foreach (var (partition, last) in SegmentSchema.Floors(connection)) _positions.Durable(partition, last);
            foreach (var (partition, range) in ranges) _positions.Durable(partition, range.Last);
            return new Segment(path, ranges);
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new ConfigurationException($"The log file {path} cannot be opened: {e.Message} Restore it from a backup, or mend what is wrong with the disk.", e);
        }
    }
}
