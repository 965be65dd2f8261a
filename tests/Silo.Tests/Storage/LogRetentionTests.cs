using Microsoft.Extensions.Time.Testing;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>What of the log is kept that its partitions need no longer.</summary>
public sealed class LogRetentionTests : IDisposable
{
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);
    private readonly TempData _data = new();
    private long _free = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_is_younger_and_fits_stays_although_nobody_needs_it()
    {
        await using var log = Open(new LogRetention(s_week, MaxBytes: long.MaxValue));
        await FillAsync(log);
        await log.TruncateNowAsync(Batches.First, 3);
        Assert.Equal(3, _data.SegmentFiles.Length);
    }

    [Fact]
    public async Task What_is_older_goes()
    {
        await using var log = Open(new LogRetention(s_week, MaxBytes: long.MaxValue));
        await FillAsync(log);
        Age(_data.SegmentFiles[0], s_week * 2);
        await log.TruncateNowAsync(Batches.First, 3);
        Assert.Equal(["segment-0000000002.db", "segment-0000000003.db"], _data.SegmentFiles);
    }

    [Fact]
    public async Task What_is_older_and_needed_stays_and_everything_behind_it()
    {
        await using var log = Open(new LogRetention(s_week, MaxBytes: 0));
        await FillAsync(log);
        foreach (var file in _data.SegmentFiles) Age(file, s_week * 2);
        await log.TruncateNowAsync(Batches.Second, 99);
        Assert.Equal(3, _data.SegmentFiles.Length);
        await log.TruncateNowAsync(Batches.First, 1);
        Assert.Equal(2, _data.SegmentFiles.Length);
    }

    [Fact]
    public async Task The_oldest_go_while_there_is_more_than_fits()
    {
        long total;
        await using (var log = Open(new LogRetention(s_week, MaxBytes: long.MaxValue))) await FillAsync(log);
        total = _data.SegmentFiles.Sum(file => new FileInfo(Path.Combine(_data.Directory.LogPath, file)).Length);
        await using var again = Open(new LogRetention(s_week, MaxBytes: total - 1));
        await again.TruncateNowAsync(Batches.First, 3);
        Assert.Equal(2, _data.SegmentFiles.Length);
    }

    [Fact]
    public async Task A_disk_below_its_reserve_keeps_nothing_that_is_not_needed()
    {
        await using var log = Open(new LogRetention(s_week, MaxBytes: long.MaxValue));
        await FillAsync(log);
        _free = 10;
        await log.TruncateNowAsync(Batches.First, 2);
        Assert.Equal(["segment-0000000003.db"], _data.SegmentFiles);
        Assert.Equal([3L], (await log.ReadAllAsync(Batches.First)).Select(batch => batch.Sequence));
    }

    [Fact]
    public async Task A_nearly_full_disk_gets_the_newest_segment_too_when_nobody_needs_it_although_nothing_comes_in()
    {
        await using var log = _data.OpenLog(new StorageOptions(), disk: Disks.Of(() => new DiskRoom(_free, 1000)));
        await log.AppendAsync(Batches.First, Batches.Numbered(1, 2_000_000), Token);
        await log.TruncateNowAsync(Batches.First, 1);
        Assert.Equal(["segment-0000000001.db"], _data.SegmentFiles);

        _free = 10;
        // Closed by the thread that appends, which takes its turns; then there is nothing more to free.
        for (var i = 0; _data.SegmentFiles is not ["segment-0000000002.db"]; i++)
        {
            Assert.True(i < 10_000);
            log.Tidy();
            await log.ReadAllAsync(Batches.First);
        }

        log.Tidy();
        log.Tidy();
        Assert.Equal(["segment-0000000002.db"], _data.SegmentFiles);
        Assert.Equal(2, await log.AppendAsync(Batches.First, Batches.Numbered(2), Token));
    }

    [Theory]
    [InlineData(400_000_000_000, 0, 20_000_000_000)]
    [InlineData(30_000_000_000, 10_000_000_000, 10_000_000_000)]
    public void Without_a_setting_20_GB_or_a_quarter_of_the_disk_that_the_log_leaves_free_may_stay(long free, long log, long expected) =>
        Assert.Equal(expected, new LogRetention(s_week, null).Allowed(new DiskRoom(free, 500_000_000_000), log));

    private SqliteLog Open(LogRetention retention) =>
        _data.OpenLog(new StorageOptions { SegmentBytes = 1, Retention = retention }, new FakeTimeProvider(DateTimeOffset.UtcNow), Disks.Of(() => new DiskRoom(_free, 1000)));

    /// <summary>Three segments of one batch each.</summary>
    private static async Task FillAsync(SqliteLog log)
    {
        for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
    }

    private void Age(string file, TimeSpan by) => File.SetLastWriteTimeUtc(Path.Combine(_data.Directory.LogPath, file), DateTime.UtcNow - by);
}
