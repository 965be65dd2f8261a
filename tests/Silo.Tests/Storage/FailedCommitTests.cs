using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>R7: I/O is retried for ever, and a file whose sync failed is never written again.</summary>
public sealed class FailedCommitTests : IDisposable
{
    private readonly TempData _data = new();
    private readonly ImpatientTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(CommitStage.Before)]
    [InlineData(CommitStage.After)]
    internal async Task A_batch_whose_commit_failed_is_written_again_to_a_new_segment_with_its_sequence(CommitStage stage)
    {
        await using (var log = _data.OpenLog(time: _time))
        {
            await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
            FailOnce(log, stage);
            Assert.Equal(2, await log.AppendAsync(Batches.First, Batches.Numbered(2), Token));
            Assert.Equal(3, await log.AppendAsync(Batches.First, Batches.Numbered(3), Token));

            Assert.Equal(["segment-0000000001.db", "segment-0000000002.db"], _data.SegmentFiles);
            Assert.Equal([1L, 2, 3], (await log.ReadAllAsync(Batches.First)).Select(b => b.Sequence));
        }

        await using var again = _data.OpenLog();
        Assert.Equal([1L, 2, 3], (await again.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        Assert.Equal(4, await again.AppendAsync(Batches.First, Batches.Numbered(4), Token));
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_not_read_even_when_its_rows_are_in_the_file()
    {
        await using var log = _data.OpenLog(time: _time);
        await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        using var failed = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        var commits = 0;
        log.Segments.Hook = (_, stage) =>
        {
            if (stage == CommitStage.After && ++commits == 1) throw new SqliteException("sync failed", raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC);
            if (stage != CommitStage.Before || commits != 1) return;
            failed.Release();
            goOn.Wait();
        };
        var append = ((IPartitionLog)log).AppendAsync(Batches.First, Batches.Numbered(2), Token);
        await failed.WaitAsync(Token);

        Assert.Single(await log.ReadAllAsync(Batches.First));
        Assert.Equal(1, await log.LastSequenceAsync(Batches.First, Token));
        Assert.Equal("The log cannot be written: sync failed; it is tried again until it can.", log.Fault);

        goOn.Set();
        Assert.Equal(2, await append);
        Assert.Null(log.Fault);
        Assert.Equal(2, (await log.ReadAllAsync(Batches.First)).Count);
    }

    [Fact]
    public async Task The_WAL_of_a_store_stays_open_whoever_else_closes_it_so_that_no_failed_commit_is_taken_for_a_durable_one()
    {
        // The one store that nobody reads when it is opened: pooled readers hold a WAL too, until their pool lets them go.
        await using var reminders = new SqliteReminderTable(_data.Directory, new StorageOptions(), _time, NullLogger<SqliteReminderTable>.Instance);
        using (var other = new SqliteConnection($"Data Source={_data.Directory.RemindersPath};Pooling=False"))
        {
            other.Open();
            other.Run("CREATE TABLE other(x)");
        }

        // The last connection to a WAL that is closed deletes it.
        Assert.True(File.Exists(_data.Directory.RemindersPath + "-wal"));
    }

    [Fact]
    public async Task A_failed_file_is_not_changed_any_more()
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 10_000 }, _time);
        await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        FailOnce(log, CommitStage.After);
        await log.AppendAsync(Batches.First, Batches.Numbered(2), Token);
        var path = Path.Combine(_data.Directory.LogPath, "segment-0000000001.db");
        var (file, wal) = (await File.ReadAllBytesAsync(path, Token), await File.ReadAllBytesAsync(path + "-wal", Token));

        for (var i = 3; i < 8; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i, 1500), Token);
        await log.ReadAllAsync(Batches.First);

        Assert.True(_data.SegmentFiles.Length > 3);
        Assert.Equal(file, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(wal, await File.ReadAllBytesAsync(path + "-wal", Token));
    }

    [Fact]
    public async Task It_is_tried_with_growing_pauses_and_segments_that_never_worked_are_deleted()
    {
        await using var log = _data.OpenLog(time: _time);
        var left = 9;
        log.Segments.Hook = (_, stage) =>
        {
            if (stage == CommitStage.Before && left-- > 0) throw new IOException("no space left on device");
        };
        Assert.Equal(1, await log.AppendAsync(Batches.First, Batches.Numbered(1), Token));

        Assert.Equal([100.0, 200, 400, 800, 1600, 3200, 5000, 5000, 5000], _time.Waits.Select(w => w.TotalMilliseconds));
        log.Tidy();
        Assert.Equal(["segment-0000000010.db"], _data.SegmentFiles);
    }

    [Fact]
    public async Task A_full_file_as_SQLite_itself_reports_it_moves_the_log_on()
    {
        await using var log = _data.OpenLog(time: _time);
        await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        log.Segments.Hook = (connection, stage) =>
        {
            log.Segments.Hook = null;
            connection.Run("PRAGMA max_page_count=1");
        };
        await log.AppendAsync(Batches.First, Batches.Numbered(2), Token);

        // The limit holds now: the next append needs pages that this file may not have.
        Assert.Equal(3, await log.AppendAsync(Batches.First, Batches.Numbered(3, 100_000), Token));

        Assert.Equal(2, _data.SegmentFiles.Length);
        Assert.Equal([1L, 2, 3], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }

    [Fact]
    public async Task A_directory_that_is_away_for_a_while_delays_appends_and_loses_none()
    {
        var away = _data.Directory.LogPath + ".away";
        var time = new SignallingTime();
        await using var log = _data.OpenLog(time: time);
        Directory.Move(_data.Directory.LogPath, away);
        var append = ((IPartitionLog)log).AppendAsync(Batches.First, Batches.Numbered(1), Token);
        await time.TimerCreated.WaitAsync(Token);
        Assert.False(append.IsCompleted);
        Assert.StartsWith("The log cannot be written: ", log.Fault, StringComparison.Ordinal);

        Directory.Move(away, _data.Directory.LogPath);
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(1, await append);
        Assert.Null(log.Fault);
    }

    private static void FailOnce(SqliteLog log, CommitStage at)
    {
        var failed = false;
        log.Segments.Hook = (_, stage) =>
        {
            if (stage != at || failed) return;
            failed = true;
            throw new SqliteException("disk I/O error", raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC);
        };
    }
}
