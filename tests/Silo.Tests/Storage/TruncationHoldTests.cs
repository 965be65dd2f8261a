using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class TruncationHoldTests : IDisposable
{
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Nothing_is_deleted_while_a_backup_holds_truncation_and_the_next_truncation_deletes_it()
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = 1 });
        for (var i = 1; i <= 4; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        using (await TruncationHold.TakeAsync(_data.Directory.LogPath, Token))
        {
            Assert.Null(TruncationHold.TryTake(_data.Directory.LogPath));
            await log.TruncateAsync(Batches.First, 3, Token);
            Assert.Equal([1L, 2, 3, 4], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        }

        await log.TruncateAsync(Batches.First, 3, Token);
        Assert.Equal([4L], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }
}
