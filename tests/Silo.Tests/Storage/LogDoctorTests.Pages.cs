using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Hosting;

namespace Twins.Silo.Tests.Storage;

/// <summary>Of damage that SQLite finds: whole pages of a segment.</summary>
public sealed partial class LogDoctorTests
{
    private const int PageBytes = 8192;
    private const int EachInFile = 40;
    private readonly string _writer = "first";

    private string FirstSegment => Segment.PathOf(_data.Directory.LogPath, 1);

    [Fact]
    public async Task A_partition_stops_at_a_page_that_SQLite_cannot_read_and_goes_on_after_what_the_message_says()
    {
        await FillPagesAsync();
        DamagePageOf(Record(20));
        string message;
        long applied = 0;
        await using (var log = _data.OpenLog())
        {
            var stopped = await Assert.ThrowsAsync<LogDamagedException>(async () =>
            {
                // As a partition reads: everything before the damage first.
                while (await log.ReadAsync(Batches.First, applied, 1 << 20, Token) is { Count: > 0 } page) applied = page[^1].Sequence;
            });
            message = stopped.Message;
            Assert.InRange(applied, 10, 19);
            Assert.Equal(applied + 1, stopped.Sequence);
        }

        var before = LogDoctor.Inspect(_data.Directory);
        Assert.Empty(before.Unreadable);
        Assert.Equal(2, before.Partitions.Count);
        Assert.All(before.Partitions, of => Assert.Equal((1, EachInFile, EachInFile), (of.First, of.Last, of.Records)));
        Assert.Contains(before.Partitions[0].Damaged, damaged => damaged.Sequence == 20 && damaged.Reason.Contains("malformed", StringComparison.Ordinal));

        var asked = Command().Match(message);
        Assert.True(asked.Success, message);
        _data.Directory.Dispose();
        var (exitCode, output, error) = await SiloProcess.RunAsync("doctor", "--data", _data.Path, "--skip", asked.Groups[1].Value);
        Assert.True((exitCode, error) == (0, ""), output + error);
        Assert.Contains($"passed over {asked.Groups[1].Value}", output, StringComparison.Ordinal);
        foreach (var (of, damaged) in before.Partitions.SelectMany(of => of.Damaged, (of, damaged) => (of.Partition, damaged)).Where(damaged => $"{damaged.Partition}:{damaged.damaged.Sequence}" != asked.Groups[1].Value))
            Assert.Contains($"{of}:{damaged.Sequence} could not be read and is missing from now on", output, StringComparison.Ordinal);

        await using var again = _data.OpenLog();
        foreach (var of in before.Partitions)
        {
            var lost = of.Damaged.Select(damaged => damaged.Sequence).ToHashSet();
            var read = await again.ReadAllAsync(of.Partition);
            Assert.Equal(Enumerable.Range(1, EachInFile).Select(i => (long)i).Where(i => !lost.Contains(i)), read.Select(LogBatch.Decode).Where(batch => batch.Writer != "doctor").Select(batch => batch.WriterSequence));
            Assert.Equal(of.Partition == Batches.First ? [applied + 1] : [], read.Where(batch => LogBatch.Decode(batch).Entries.Count == 0).Select(batch => batch.Sequence));
        }

        Assert.Equal(EachInFile + 1, await again.AppendAsync(Batches.First, Batches.Numbered(EachInFile + 1), Token));
    }

    [Fact]
    public async Task Where_only_the_index_is_damaged_every_record_stays()
    {
        await FillPagesAsync();
        DamageRootOf("batch_place");
        await using (var log = _data.OpenLog())
        {
            var stopped = await Assert.ThrowsAsync<LogDamagedException>(() => log.ReadAsync(Batches.First, 0, 1 << 20, Token));
            Assert.Equal(1, stopped.Sequence);
        }

        Assert.Contains(LogDoctor.Inspect(_data.Directory).Partitions[0].Damaged, damaged => damaged.Sequence == 1);
        var skipped = LogDoctor.Skip(_data.Directory, Batches.First, 1);
        Assert.True(skipped is { IsRead: true, Missing.Count: 0, Nameless: null });
        Assert.All(LogDoctor.Inspect(_data.Directory).Partitions, of => Assert.Equal((EachInFile, 0), (of.Records, of.Damaged.Count)));
        await using var again = _data.OpenLog();
        Assert.Equal(EachInFile, (await again.ReadAllAsync(Batches.First)).Count);
    }

    [Fact]
    public async Task Behind_a_hole_the_record_that_is_named_is_one_that_the_log_has()
    {
        await FillPagesAsync();
        Run($"DELETE FROM batch WHERE partition = {PartitionCode.Of(Batches.First)} AND sequence < 20");
        DamagePageOf(Record(20));
        await using (var log = _data.OpenLog())
        {
            var stopped = await Assert.ThrowsAsync<LogDamagedException>(() => log.ReadAsync(Batches.First, 0, 1 << 20, Token));
            Assert.Equal(20, stopped.Sequence);
        }

        Assert.NotNull(LogDoctor.Skip(_data.Directory, Batches.First, 20).Kept);
    }

    [Fact]
    public async Task Records_of_which_nobody_can_say_whose_they_were_are_missing_and_said()
    {
        await FillPagesAsync();
        DamagePageOf(Record(20));
        DamageRootOf("batch_place");
        var inspected = LogDoctor.Inspect(_data.Directory);
        Assert.Equal(FirstSegment, Assert.Single(inspected.Unreadable).Path);
        Assert.True(inspected.Partitions[0].Missing > 0);
        var skipped = LogDoctor.Skip(_data.Directory, Batches.First, 20);
        Assert.NotNull(skipped.Nameless);
        inspected = LogDoctor.Inspect(_data.Directory);
        Assert.Empty(inspected.Unreadable);
        Assert.All(inspected.Partitions, of => Assert.Empty(of.Damaged));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task R5_sequences_go_on_above_lost_records_that_the_index_names_or_whose_consequences_others_have(bool isIndexed, bool hasSent)
    {
        await using (var log = _data.OpenLog())
        {
            for (var i = 1; i <= EachInFile; i++) await log.AppendAsync(Batches.First, Record(i), Token);
            for (var i = 1; i <= EachInFile; i++) await log.AppendAsync(Batches.Second, Batches.Numbered(i, 1000, hasSent ? $"{Batches.First}" : "second"), Token);
        }

        DamagePageOf(Record(EachInFile));
        if (!isIndexed) DamageRootOf("batch_place");
        var first = Enumerable.Range(1, EachInFile).First(sequence => IsDamaged(sequence));
        Assert.NotNull(LogDoctor.Skip(_data.Directory, Batches.First, first).Kept);
        await using var again = _data.OpenLog();
        Assert.Equal(EachInFile + 1, await again.AppendAsync(Batches.First, Batches.Numbered(EachInFile + 1), Token));

        bool IsDamaged(long sequence)
        {
            var of = LogDoctor.Inspect(_data.Directory).Partitions.Single(of => of.Partition == Batches.First);
            return isIndexed ? of.Damaged.Any(damaged => damaged.Sequence == sequence) : sequence > of.Last;
        }
    }

    [Fact]
    public async Task A_segment_of_which_nothing_can_be_read_hides_no_other()
    {
        await FillPagesAsync();
        await using (var log = _data.OpenLog()) await log.AppendAsync(Batches.First, Batches.Numbered(EachInFile + 1), Token);
        File.WriteAllText(FirstSegment, new string('x', PageBytes));
        var inspected = LogDoctor.Inspect(_data.Directory);
        Assert.Equal(FirstSegment, Assert.Single(inspected.Unreadable).Path);
        Assert.Equal((EachInFile + 1, 1), (Assert.Single(inspected.Partitions).First, inspected.Partitions[0].Records));
        var refused = Assert.Throws<ConfigurationException>(() => LogDoctor.Skip(_data.Directory, Batches.First, 3));
        Assert.Contains($"{FirstSegment} cannot be read", refused.Message, StringComparison.Ordinal);
        var (exitCode, output, _) = await DoctorAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("vehicle-0 first=41", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_WAL_holds_is_in_the_new_segment_and_no_WAL_of_the_old_one_stays()
    {
        await FillPagesAsync();
        DamagePageOf(Record(20));
        using (var writer = SegmentSchema.OpenExisting(FirstSegment, Durability.Fdatasync))
            writer.Run($"UPDATE batch SET bytes = x'{Convert.ToHexString(Batches.Numbered(77))}' WHERE partition = {PartitionCode.Of(Batches.Second)} AND sequence = 1");
        Assert.True(new FileInfo(FirstSegment + "-wal").Length > 0);

        LogDoctor.Skip(_data.Directory, Batches.First, 20);

        Assert.False(File.Exists(FirstSegment + "-wal"));
        await using var log = _data.OpenLog();
        Assert.Equal(77, Batches.NumberOf((await log.ReadAllAsync(Batches.Second))[0]));
    }

    [Fact]
    public async Task What_a_cut_leaves_of_a_new_segment_is_in_nobodys_way()
    {
        await FillPagesAsync();
        DamagePageOf(Record(20));
        File.WriteAllText(FirstSegment + ".new-mended", "cut");
        File.WriteAllText(FirstSegment + ".new-mended.new", "cut");
        await using (var log = _data.OpenLog()) Assert.Equal([FirstSegment], Directory.EnumerateFiles(_data.Directory.LogPath));
        File.WriteAllText(FirstSegment + ".new-mended", "cut");
        var kept = LogDoctor.Skip(_data.Directory, Batches.First, 20).Kept;
        Assert.Equal([FirstSegment, kept], Directory.EnumerateFiles(_data.Directory.LogPath).Order());
    }

    private byte[] Record(int number) => Batches.Numbered(number, 1000, _writer);

    /// <summary>One sealed segment of many pages, in which the records of two partitions take turns.</summary>
    private async Task FillPagesAsync()
    {
        await using var log = _data.OpenLog();
        for (var i = 1; i <= EachInFile; i++)
        {
            await log.AppendAsync(Batches.First, Record(i), Token);
            await log.AppendAsync(Batches.Second, Batches.Numbered(i, 1000, "second"), Token);
        }
    }

    private async Task<(int ExitCode, string Output, string Error)> DoctorAsync()
    {
        _data.Directory.Dispose();
        return await SiloProcess.RunAsync("doctor", "--data", _data.Path);
    }

    private void DamagePageOf(byte[] record) => DamagePage(File.ReadAllBytes(FirstSegment).AsSpan().IndexOf(record) / PageBytes);

    private void DamageRootOf(string name) => DamagePage((int)(long)Run($"SELECT rootpage FROM sqlite_master WHERE name = '{name}'")! - 1);

    private void DamagePage(int page)
    {
        Assert.True(page > 0);
        using var file = File.OpenWrite(FirstSegment);
        file.Position = (long)page * PageBytes;
        file.Write(Enumerable.Repeat((byte)0xFF, PageBytes).ToArray());
    }

    private object? Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FirstSegment};Pooling=False");
        connection.Open();
        return connection.Scalar(sql);
    }

    [GeneratedRegex("'./twins doctor --skip ([^']+)'")]
    private static partial Regex Command();
}
