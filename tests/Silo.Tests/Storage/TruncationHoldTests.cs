using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class TruncationHoldTests : IDisposable
{
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_keeps_the_log_from_deleting_keeps_nobody_from_appending()
    {
        // As a file that another user has made; a test may run as one who may open every file, but not as one who may open a directory.
        var inTheWay = Directory.CreateDirectory(Path.Combine(_data.Directory.LogPath, "truncation.lock"));
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 1 });
        for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        await log.TruncateNowAsync(Batches.First, 2);
        Assert.Equal(4, await log.AppendAsync(Batches.First, Batches.Numbered(4), Token));
        Assert.Equal([1L, 2, 3, 4], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        Assert.Null(log.Fault);

        inTheWay.Delete();
        log.Tidy();
        Assert.Equal([3L, 4], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }

    [Fact]
    public async Task A_file_that_could_not_be_deleted_is_deleted_later()
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 1 });
        for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        var first = Path.Combine(_data.Directory.LogPath, "segment-0000000001.db");
        var aside = first + ".aside";
        File.Move(first, aside);
        Directory.CreateDirectory(first);
        await log.TruncateNowAsync(Batches.First, 2);
        Assert.Equal([3L], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        Directory.Delete(first);
        File.Move(aside, first);
        log.Tidy();
        Assert.Equal(["segment-0000000003.db"], _data.SegmentFiles);
    }

    [Fact]
    public async Task Nothing_is_deleted_while_a_backup_holds_truncation_and_the_next_look_deletes_it()
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 1 });
        for (var i = 1; i <= 4; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        using (await TruncationHold.TakeAsync(_data.Directory.LogPath, Token))
        {
            Assert.Null(TruncationHold.TryTake(_data.Directory.LogPath));
            await log.TruncateNowAsync(Batches.First, 3);
            Assert.Equal([1L, 2, 3, 4], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        }

        log.Tidy();
        Assert.Equal([4L], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }
}
