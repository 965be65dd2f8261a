using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class SqliteLogTests : IDisposable
{
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Appends_of_a_partition_are_numbered_from_1_and_read_back_in_order()
    {
        await using var log = _data.OpenLog();
        for (var i = 1; i <= 5; i++) Assert.Equal(i, await log.AppendAsync(Batches.First, Batches.Numbered(i * 10), Token));
        Assert.Equal(1, await log.AppendAsync(Batches.Second, Batches.Numbered(7), Token));

        var read = await log.ReadAllAsync(Batches.First, after: 2);

        Assert.Equal([3L, 4, 5], read.Select(b => b.Sequence));
        Assert.Equal([30L, 40, 50], read.Select(Batches.NumberOf));
        Assert.Equal(5, await log.LastSequenceAsync(Batches.First, Token));
        Assert.Equal(0, await log.LastSequenceAsync(new PartitionId(TwinKind.Vehicle, 9), Token));
        Assert.Empty(await log.ReadAsync(Batches.First, 5, 1000, Token));
    }

    [Fact]
    public async Task A_read_returns_what_fits_and_at_least_one_batch()
    {
        await using var log = _data.OpenLog();
        var batch = Batches.Numbered(1, payloadBytes: 1000);
        for (var i = 0; i < 5; i++) await log.AppendAsync(Batches.First, batch, Token);

        Assert.Single(await log.ReadAsync(Batches.First, 0, 1, Token));
        Assert.Equal(2, (await log.ReadAsync(Batches.First, 0, batch.Length * 2, Token)).Count);
        Assert.Equal(2, (await log.ReadAsync(Batches.First, 0, (batch.Length * 3) - 1, Token)).Count);
    }

    [Fact]
    public async Task An_append_completes_only_after_its_commit()
    {
        await using var log = _data.OpenLog();
        Task<long>? append = null;
        bool? doneBefore = null, doneAfter = null;
        using var called = new ManualResetEventSlim();
        log.Segments.Hook = (_, stage) =>
        {
            called.Wait();
            if (stage == CommitStage.Before) doneBefore = append!.IsCompleted;
            else doneAfter = append!.IsCompleted;
        };
        append = log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        called.Set();
        await append;

        Assert.False(doneBefore);
        Assert.False(doneAfter);
    }

    [Fact]
    public async Task Appends_of_64_partitions_at_once_keep_their_order_and_share_commits()
    {
        const int each = 200;
        await using var log = _data.OpenLog();
        var partitions = new PartitionMap(TempData.Partitions).All().Take(64).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(partitions.Select(partition => Task.Run(async () =>
        {
            for (var i = 1; i <= each; i++) Assert.Equal(i, await log.AppendAsync(partition, Batches.Numbered(i, 2700), Token));
        })));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{64 * each / watch.Elapsed.TotalSeconds:F0} appends/s of 2.7 kB, {(double)(64 * each) / log.Commits:F1} to a commit");

        Assert.InRange(log.Commits, each, 64 * each / 4);
        foreach (var partition in partitions)
            Assert.Equal(Enumerable.Range(1, each).Select(i => ((long)i, (long)i)), (await log.ReadAllAsync(partition)).Select(b => (b.Sequence, Batches.NumberOf(b))));
    }

    [Fact]
    public async Task A_restart_finds_everything_and_continues_the_sequences()
    {
        await using (var log = _data.OpenLog())
            for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);

        await using var again = _data.OpenLog();

        Assert.Equal(3, await again.LastSequenceAsync(Batches.First, Token));
        Assert.Equal(4, await again.AppendAsync(Batches.First, Batches.Numbered(4), Token));
        Assert.Equal([1L, 2, 3, 4], (await again.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }

    [Fact]
    public async Task Sequences_go_on_above_a_floor_and_remember_it_when_the_batches_are_gone()
    {
        await using (var log = _data.OpenLog(new StorageOptions { SegmentBytes = 1 }))
        {
            await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
            await log.ContinueAboveAsync(Batches.First, 100, Token);
            Assert.Equal(1, await log.LastSequenceAsync(Batches.First, Token));
            Assert.Equal(101, await log.AppendAsync(Batches.First, Batches.Numbered(2), Token));
            await log.ContinueAboveAsync(Batches.First, 50, Token);
            await log.AppendAsync(Batches.Second, Batches.Numbered(3), Token);
            await log.TruncateNowAsync(Batches.First, 101);
            Assert.Empty(await log.ReadAsync(Batches.First, 0, 1000, Token));
        }

        // Whoever appends first after a restart must not be given a sequence that was used: a checkpoint above it would hide the batch.
        await using var again = _data.OpenLog();
        Assert.Equal(102, await again.AppendAsync(Batches.First, Batches.Numbered(4), Token));
    }

    [Fact]
    public async Task A_segment_is_closed_when_it_is_full_or_old_and_stays_readable()
    {
        var time = new FakeTimeProvider();
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 10_000 }, time);
        for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i, 1000), Token);
        Assert.Equal(["segment-0000000001.db", "segment-0000000002.db"], _data.SegmentFiles);

        time.Advance(TimeSpan.FromMinutes(10));
        await log.AppendAsync(Batches.First, Batches.Numbered(4), Token);

        Assert.Equal(3, _data.SegmentFiles.Length);
        Assert.Equal([1L, 2, 3, 4], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }

    [Fact]
    public async Task Segments_are_deleted_from_the_oldest_on_when_every_partition_allows_it_but_never_the_newest()
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 10_000 });
        await log.AppendAsync(Batches.Second, Batches.Numbered(1), Token);
        for (var i = 1; i <= 5; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i, 1000), Token);
        Assert.Equal(3, _data.SegmentFiles.Length);

        await log.TruncateNowAsync(Batches.First, 5);
        Assert.Equal(3, _data.SegmentFiles.Length);

        await log.TruncateNowAsync(Batches.Second, 1);
        Assert.Equal(["segment-0000000003.db"], _data.SegmentFiles);
        Assert.DoesNotContain(Directory.GetFiles(_data.Directory.LogPath), f => f.Contains("0000000001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_that_is_empty_or_too_long_is_refused()
    {
        await using var log = _data.OpenLog();
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Batches.First, default, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Batches.First, new byte[LogBatch.MaxBytes + 1], Token));
    }

    [Fact]
    public async Task A_file_that_was_never_finished_is_removed_at_the_start()
    {
        foreach (var name in (string[])["segment-0000000001.db.new", "segment-0000000001.db.new-wal", "segment-0000000007.db.new-journal"])
            await File.WriteAllTextAsync(Path.Combine(_data.Directory.LogPath, name), "what a cut of the power left", Token);
        await using var log = _data.OpenLog();
        Assert.Empty(Directory.GetFiles(_data.Directory.LogPath));
        await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        Assert.Equal(["segment-0000000001.db"], _data.SegmentFiles);
    }

    [Fact]
    public async Task A_store_whose_creation_was_cut_off_is_created_anew()
    {
        await File.WriteAllTextAsync(_data.Directory.EventsPath + ".new", "what a cut of the power left", Token);
        await File.WriteAllTextAsync(_data.Directory.EventsPath + ".new-wal", "and this", Token);
        await using var events = new SqliteEventLog(_data.Directory, new StorageOptions(), TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
        Assert.Null(await events.TailAsync(Token));
        Assert.Empty(Directory.GetFiles(_data.Path, "*.new*"));
    }

    [Fact]
    public async Task A_damaged_segment_stops_the_start_and_names_the_file()
    {
        await using (var log = _data.OpenLog()) await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        SqliteConnection.ClearAllPools();
        var path = Path.Combine(_data.Directory.LogPath, "segment-0000000001.db");
        await File.WriteAllBytesAsync(path, [.. Enumerable.Repeat((byte)0x5A, 8192)], Token);

        var error = Assert.Throws<ConfigurationException>(() => _data.OpenLog());
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
