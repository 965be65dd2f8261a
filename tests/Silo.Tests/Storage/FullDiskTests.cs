using Microsoft.Extensions.Logging.Abstractions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>R7 on a disk that is really full. It needs a small file system of its own, so it runs where one is named.</summary>
public sealed class FullDiskTests
{
    private const string Variable = "TWINS_TEST_SMALL_DISK";
    private const int BatchBytes = 50_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_full_disk_appends_wait_and_when_there_is_room_nothing_acknowledged_is_missing()
    {
        var disk = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(disk is null, $"{Variable} names no directory on an empty file system of 8 to 64 MB, such as a tmpfs.");
        var path = Path.Combine(disk, "twins");
        var ballast = Path.Combine(disk, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[5 << 20], Token);
        var time = new SignallingTime();
        var appended = 0;
        using (var directory = DataDirectory.Open(path, 1))
        await using (var log = new SqliteLog(directory, new StorageOptions { SegmentBytes = 1 << 20 }, Disks.Empty, time, NullLogger<SqliteLog>.Instance))
        {
            var full = time.TimerCreated.WaitAsync(Token);
            Task<long> append;
            while (await Task.WhenAny(append = log.AppendAsync(Batches.First, Batches.Numbered(appended + 1, BatchBytes), Token), full) == append) appended++;
            Assert.True(appended > 0);
            Assert.Contains("full", log.Fault, StringComparison.Ordinal);
            Assert.Equal(appended, (await log.ReadAllAsync(Batches.First)).Count);

            File.Delete(ballast);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(++appended, await append);
            Assert.Null(log.Fault);
        }

        using (var directory = DataDirectory.OpenExisting(path))
        await using (var log = new SqliteLog(directory, new StorageOptions(), Disks.Empty, time, NullLogger<SqliteLog>.Instance))
            Assert.Equal(Enumerable.Range(1, appended).Select(i => (long)i), (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        Directory.Delete(path, recursive: true);
    }
}
