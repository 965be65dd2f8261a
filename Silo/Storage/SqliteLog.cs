using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>
/// The log of every partition in segment files, one SQLite file each. One thread writes the appends of all partitions that are waiting as one transaction,
/// in the order of arrival; a failed transaction is written again, with the same sequences, to a new segment. Where two segments hold the same
/// sequence of a partition, the newer one counts.
/// </summary>
internal sealed class SqliteLog : IPartitionLog, IStoreHealth, IAsyncDisposable
{
    private readonly LogPositions _positions = new();
    private readonly SegmentSet _segments;
    private readonly LogTruncation _truncation;
    private readonly GroupCommit<SegmentWriter> _commits;
    private readonly RetriedReads _reads;
    private Task _closing = Task.CompletedTask;

    /// <summary>Opens the log of a data directory.</summary>
    /// <exception cref="ConfigurationException">A segment cannot be opened.</exception>
    public SqliteLog(DataDirectory directory, StorageOptions options, DiskReserve disk, TimeProvider time, ILogger<SqliteLog> logger)
    {
        _segments = new SegmentSet(directory.LogPath, options, _positions, time, logger);
        _truncation = new LogTruncation(directory.LogPath, _segments, options, disk, time, logger);
        _commits = new GroupCommit<SegmentWriter>("log", _segments, options.Limits, options.Stop, time, logger);
        _reads = new RetriedReads("log", time, logger);
    }

    /// <inheritdoc/>
    public string? Fault => _commits.Fault;

    /// <summary>Transactions that became durable since the start.</summary>
    public long Commits => _commits.Commits;

    internal SegmentSet Segments => _segments;

    /// <inheritdoc/>
    public async Task<long> AppendAsync(PartitionId partition, ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        if (batch.Length is 0 or > LogBatch.MaxBytes)
            throw new ArgumentException($"A batch has 1 to {LogBatch.MaxBytes} bytes; this one has {batch.Length}.", nameof(batch));
        var append = new LogAppend(PartitionCode.Of(partition), batch, _positions);
        await _commits.DoAsync(append, cancellationToken);
        return append.Sequence;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoggedBatch>> ReadAsync(PartitionId partition, long after, int maxBytes, CancellationToken cancellationToken) =>
        _reads.RunAsync(() => Read(partition, after, maxBytes), cancellationToken);

    /// <inheritdoc/>
    /// <remarks><see cref="Tidy"/> deletes.</remarks>
    public Task TruncateAsync(PartitionId partition, long through, CancellationToken cancellationToken)
    {
        _truncation.Mark(PartitionCode.Of(partition), through);
        return Task.CompletedTask;
    }

    /// <summary>Deletes what is needed no longer; called by one at a time.</summary>
    public void Tidy()
    {
        // Not waited for: on a disk that takes no append, only more tidying helps.
        if (_truncation.Tidy() && _closing.IsCompleted) _closing = CloseNewestAsync();
    }

    private async Task CloseNewestAsync()
    {
        if (_segments.Active is not { } newest) return;
        _segments.CloseAtNextAppend(newest);
        try
        {
            await _commits.DoAsync(new NoWork(), CancellationToken.None);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The log is being closed, and all of its segments with it.
        }
    }

    /// <inheritdoc/>
    public Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) =>
        Task.FromResult(_positions.Last(PartitionCode.Of(partition)));

    /// <inheritdoc/>
    public Task ContinueAboveAsync(PartitionId partition, long floor, CancellationToken cancellationToken)
    {
        _positions.ContinueAbove(PartitionCode.Of(partition), floor);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _commits.EndAsync(_segments.DisposeAsync);

    private IReadOnlyList<LoggedBatch> Read(PartitionId partition, long after, int maxBytes)
    {
        var code = PartitionCode.Of(partition);
        var segments = _segments.Current;
        var found = new List<LoggedBatch>();
        var budget = new ByteBudget(maxBytes);
        foreach (var (segment, before) in SegmentReads.Plan(segments, code, after))
        {
            if (budget.Exhausted) break;
            try
            {
                segment.Read(partition, after, before, budget, found);
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                // What lies before it is applied first; the next read begins at it.
                if (found.Count > 0) return found;
                throw new LogDamagedException(partition, FirstAbove(segment, code, after), $"{segment.FilePath}: {e.Message.TrimEnd('.')}");
            }
            catch (SqliteException) when (!_segments.Current.Contains(segment))
            {
                // Deleted meanwhile: everything through its end was allowed to go, and only what lies above is still in the log.
                return Read(partition, after, maxBytes);
            }
        }

        return found;
    }

    /// <summary>The record at which a segment cannot be read: the next one of the partition, which need not be the next number.</summary>
    private static long FirstAbove(Segment segment, int partition, long after)
    {
        try
        {
            using var connection = SqliteFiles.OpenImmutable(segment.FilePath);
            using var command = new SqliteCommand("SELECT min(sequence) FROM batch INDEXED BY batch_place WHERE partition = $partition AND sequence > $after", connection);
            command.Parameters.AddWithValue("$partition", partition);
            command.Parameters.AddWithValue("$after", after);
            return command.ExecuteScalar() as long? ?? after + 1;
        }
        catch (SqliteException)
        {
            // It is not sealed, or the index is damaged too.
            return Math.Max(after + 1, segment.Range(partition)?.First ?? 0);
        }
    }
}

/// <summary>An append of nothing, so that the log looks whether its segment is to be closed.</summary>
internal sealed class NoWork() : CommitWork<SegmentWriter>(bytes: 0)
{
    /// <inheritdoc/>
    public override void Execute(SegmentWriter target)
    {
    }
}

/// <summary>Which segments hold a part of a partition's log.</summary>
internal static class SegmentReads
{
    /// <summary>The segments to read in order, each with the sequence from which a newer one counts.</summary>
    public static IEnumerable<(Segment Segment, long Before)> Plan(IReadOnlyList<Segment> oldestFirst, int partition, long after)
    {
        var plan = new Stack<(Segment, long)>();
        var before = long.MaxValue;
        for (var i = oldestFirst.Count - 1; i >= 0; i--)
        {
            if (oldestFirst[i].Range(partition) is not { } range) continue;
            if (range.Last > after && range.First < before) plan.Push((oldestFirst[i], before));
            before = Math.Min(before, range.First);
        }

        return plan;
    }
}
