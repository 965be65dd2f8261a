using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>The files of the log: begins, seals and replaces segments. <see cref="LogTruncation"/> deletes them.</summary>
internal sealed partial class SegmentSet : ICommitTargets<SegmentWriter>, IAsyncDisposable
{
    private readonly string _directory;
    private readonly StorageOptions _options;
    private readonly LogPositions _positions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ImmutableArray<Segment> _segments;
    private Task _sealing = Task.CompletedTask;
    private volatile Segment? _active;
    private volatile Segment? _closing;
    private int _lastNumber;

    /// <summary>Opens the segments of a directory, seals what an earlier process left unsealed, and fills <paramref name="positions"/>.</summary>
    /// <exception cref="ConfigurationException">A segment cannot be opened.</exception>
    public SegmentSet(string directory, StorageOptions options, LogPositions positions, TimeProvider time, ILogger logger)
    {
        (_directory, _options, _positions, _time, _logger) = (directory, options, positions, time, logger);
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

    /// <summary>The one that is being written; null for none.</summary>
    public Segment? Active => _active;

    /// <summary>Readers do not see these any more.</summary>
    public void Remove(IReadOnlyCollection<Segment> segments)
    {
        lock (_gate) _segments = _segments.RemoveRange(segments);
    }

    /// <summary>The next append goes to a new segment, if it would have gone to this one.</summary>
    public void CloseAtNextAppend(Segment segment) => _closing = segment;

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

    /// <summary>Closes the newest segment and waits until all are sealed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_active is { } active) SealLater(active);
        _active = null;
        await _sealing;
        foreach (var segment in Current) segment.Release();
    }

    private bool IsFull(SegmentWriter writer) =>
        writer.HasBatches && (writer.Segment == _closing || writer.Segment.WalBytes >= _options.SegmentBytes || _time.GetElapsedTime(writer.CreatedTimestamp) >= _options.SegmentAge);

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
            var writer = new SegmentWriter(connection, segment, index, _time.GetTimestamp(), (c, stage) => Hook?.Invoke(c, stage));
            lock (_gate) _segments = _segments.Add(segment);
            return writer;
        }
        catch
        {
            connection?.Dispose();
            Delete(segment);
            throw;
        }
    }

    private void Delete(Segment unused)
    {
        try
        {
            unused.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(e, unused.FilePath);
        }
    }

    private void SealLater(Segment segment) => _sealing = SealAsync(_sealing, segment);

    private async Task SealAsync(Task previous, Segment segment)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            segment.Seal(_options.Durability);
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            // It stays readable by the index in memory, and the next start seals it.
            LogNotSealed(e, segment.FilePath);
        }
    }

    private Segment Open(string path)
    {
        try
        {
            _lastNumber = Segment.NumberOf(path);
            using var connection = SegmentSchema.OpenExisting(path, _options.Durability);
            var isWhole = SegmentSchema.Seal(connection);
            if (!isWhole) SqliteFiles.WriteWalAgain(path);
            var ranges = SegmentSchema.Ranges(connection);
            foreach (var (partition, last) in SegmentSchema.Floors(connection)) _positions.Durable(partition, last);
            foreach (var (partition, range) in ranges) _positions.Durable(partition, range.Last);
            return new Segment(path, ranges, hasWal: !isWhole);
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new ConfigurationException($"The log file {path} cannot be opened: {e.Message} Restore it from a backup, or mend what is wrong with the disk.", e);
        }
    }
}
