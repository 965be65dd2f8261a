using Microsoft.Data.Sqlite;
using SQLitePCL;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed partial class LogDoctorTests : IDisposable
{
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task It_lists_what_each_partition_has_and_what_is_damaged()
    {
        await FillAsync(segmentBytes: 1);
        Damage("segment-0000000002.db", sequence: 2);

        var found = LogDoctor.Inspect(_data.Directory).Partitions;

        Assert.Equal([(Batches.First, 1L, 4L, 4L, 0L), (Batches.Second, 1L, 1L, 1L, 0L)], found.Select(p => (p.Partition, p.First, p.Last, p.Records, p.Missing)));
        var damaged = Assert.Single(found[0].Damaged);
        Assert.Equal(2, damaged.Sequence);
        Assert.Contains("vehicle-0 is damaged at sequence 2: its checksum is wrong", damaged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tombstone_in_the_place_of_a_damaged_record_lets_its_partition_be_read()
    {
        await FillAsync();
        Damage("segment-0000000001.db", sequence: 2);
        LogDoctor.Skip(_data.Directory, Batches.First, 2);

        Assert.All(LogDoctor.Inspect(_data.Directory).Partitions, p => Assert.Empty(p.Damaged));
        await using var log = _data.OpenLog();
        var read = (await log.ReadAllAsync(Batches.First)).Select(LogBatch.Decode).ToList();
        Assert.Equal(["test", "doctor", "test", "test"], read.Select(b => b.Writer));
        Assert.Empty(read[1].Entries);
    }

    [Fact]
    public async Task Sound_and_absent_records_are_not_passed_over()
    {
        await FillAsync();
        foreach (var (sequence, why) in new[] { (2L, "is not damaged"), (9L, "has no record vehicle-0:9"), (0L, "has no record vehicle-0:0") })
        {
            var error = Assert.Throws<ConfigurationException>(() => LogDoctor.Skip(_data.Directory, Batches.First, sequence));
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_a_record_written_twice_only_the_newer_counts()
    {
        await using (var log = _data.OpenLog(time: new ImpatientTime()))
        {
            await log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
            var failed = false;
            log.Segments.Hook = (_, stage) =>
            {
                if (stage != CommitStage.After || failed) return;
                failed = true;
                throw new SqliteException("disk I/O error", raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC);
            };
            await log.AppendAsync(Batches.First, Batches.Numbered(2), Token);
        }

        Damage("segment-0000000001.db", sequence: 2);

        var found = Assert.Single(LogDoctor.Inspect(_data.Directory).Partitions);
        Assert.Equal((1L, 2L, 2L), (found.First, found.Last, found.Records));
        Assert.Empty(found.Damaged);
        await using var again = _data.OpenLog();
        Assert.Equal([1L, 2], (await again.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
    }

    private async Task FillAsync(long segmentBytes = 1 << 20)
    {
        await using var log = _data.OpenLog(new StorageOptions { SegmentBytes = segmentBytes });
        for (var i = 1; i <= 4; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        await log.AppendAsync(Batches.Second, Batches.Numbered(1), Token);
    }

    private void Damage(string segment, long sequence)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Directory.LogPath, segment)};Pooling=False");
        connection.Open();
        var where = $"WHERE partition = 65536 AND sequence = {sequence}";
        var bytes = Assert.IsType<byte[]>(connection.Scalar("SELECT bytes FROM batch " + where));
        bytes[^1] ^= 1;
        connection.Run($"UPDATE batch SET bytes = x'{Convert.ToHexString(bytes)}' {where}");
    }
}
