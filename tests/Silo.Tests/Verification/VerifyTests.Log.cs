using Twins.Grains.Partitions;
using Twins.Silo.Backup;
using Twins.Silo.Storage;
using Twins.Silo.Verification;

namespace Twins.Silo.Tests.Verification;

/// <summary>Of the log.</summary>
public sealed partial class VerifyTests
{
    [Fact]
    public void A_damaged_log_record_is_named()
    {
        var (partition, sequence) = SomeBatch();
        _copy.OnLog($"UPDATE batch SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB) WHERE {Place(partition, sequence)}");
        Finds("log-record", $"{PartitionCode.ToPartition(partition)}:{sequence}", "checksum");
    }

    [Fact]
    public void A_torn_log_record_is_named()
    {
        var (partition, sequence) = SomeBatch();
        _copy.OnLog($"UPDATE batch SET bytes = substr(bytes, 1, 20) WHERE {Place(partition, sequence)}");
        Finds("log-record", $"{PartitionCode.ToPartition(partition)}:{sequence}", "bytes");
    }

    [Fact]
    public void A_tombstone_is_not_damage()
    {
        var (partition, sequence) = SomeBatch();
        _copy.OnLog($"UPDATE batch SET bytes = x'{Convert.ToHexString(new LogBatchBuilder().Build(LogDoctor.Writer, sequence))}' WHERE {Place(partition, sequence)}");
        Assert.DoesNotContain(DataVerifier.Verify(Root).Report.Findings, finding => finding.Invariant is "log-record" or "log-dense" or "log-writer" or "last-sequence");
    }

    [Fact]
    public void A_hole_above_the_checkpoint_is_named()
    {
        var last = _copy.OnLog("SELECT max(sequence) FROM batch WHERE partition = 65536 AND sequence > 1");
        var checkpoint = Convert.ToInt64(last, System.Globalization.CultureInfo.InvariantCulture) - 2;
        _copy.Checkpoint("vehicle-0", json => json["Sequence"] = checkpoint);
        _copy.OnLog($"DELETE FROM batch WHERE partition = 65536 AND sequence = {checkpoint + 1}");
        Finds("log-dense", $"vehicle-0:{checkpoint + 1}");
    }

    [Fact]
    public void Batches_out_of_order_are_named()
    {
        _copy.OnLog("UPDATE batch SET sequence = 1 WHERE partition = 65536 AND sequence = (SELECT max(sequence) FROM batch WHERE partition = 65536)");
        Finds("log-order", "vehicle-0:1");
    }

    [Fact]
    public void A_batch_in_the_log_of_another_partition_is_named()
    {
        _copy.OnLog("UPDATE batch SET partition = 65537 - (partition - 65536) WHERE partition IN (65536, 65537)");
        Finds("entry-partition", "vehicle-0:");
    }

    [Fact]
    public void A_partition_that_does_not_exist_is_named()
    {
        _copy.OnLog("UPDATE batch SET partition = 65999 WHERE partition = 65536");
        Finds("log-partition", "segment-", "65999");
    }

    [Fact]
    public void A_writer_that_repeats_its_number_is_named()
    {
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Frame, VinOf(0), DateTimeOffset.UnixEpoch, null, (ReadOnlySpan<byte>)[1]);
        var writer = LogBatch.PeekWriter((byte[])_copy.OnLog("SELECT bytes FROM batch WHERE partition = 65536 ORDER BY sequence LIMIT 1")!).Writer;
        _copy.OnLog($"INSERT INTO batch SELECT NULL, 65536, max(sequence) + 1, x'{Convert.ToHexString(builder.Build(writer, 1))}' FROM batch WHERE partition = 65536");
        Finds("writer-order", "vehicle-0:", writer);
    }

    [Fact]
    public void Entries_of_a_writer_that_must_not_write_them_are_named()
    {
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Frame, VinOf(0), DateTimeOffset.UnixEpoch, null, (ReadOnlySpan<byte>)[1]);
        _copy.OnLog($"INSERT INTO batch SELECT NULL, 65536, max(sequence) + 1, x'{Convert.ToHexString(builder.Build("battery-pack-0", 1))}' FROM batch WHERE partition = 65536");
        Finds("log-writer", "vehicle-0:", "battery-pack-0");
    }

    [Fact]
    public void R5_a_further_part_of_what_a_batch_sends_is_no_damage_and_counts_as_its_partitions()
    {
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Consequence, PackOf(0), DateTimeOffset.UnixEpoch, null, (ReadOnlySpan<byte>)[1]);
        _copy.OnLog($"INSERT INTO batch SELECT NULL, 131072, max(sequence) + 1, x'{Convert.ToHexString(builder.Build("vehicle-0+1", 1))}' FROM batch WHERE partition = 131072");
        Assert.DoesNotContain(DataVerifier.Verify(Root, replay: false).Report.Findings, finding => finding.ToString()!.Contains("log-writer", StringComparison.Ordinal));
        _copy.Checkpoint("battery-pack-0", json => json["Last"]!["vehicle-0+1"] = 1_000_000);
        Finds("last-sequence", "battery-pack-0 checkpoint last 'vehicle-0+1'", "the log of vehicle-0 ends at");
    }

    [Fact]
    public void R5_a_consequence_that_another_log_lacks_is_named_by_a_replay()
    {
        var (sequence, batch) = SomeConsequence();
        // As if another had written it, so that nothing else is wrong.
        Rewrite(sequence, "vehicle-1+9", batch.WriterSequence, batch.Entries.Select(entry => (entry.TwinId, entry.Entry.ReceivedAt, entry.Entry.Payload)));
        _copy.Checkpoint("battery-pack-0", json => json["Last"]!["vehicle-1+9"] = batch.WriterSequence);
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        var where = $"vehicle-1:{batch.WriterSequence}";
        Assert.Equal([("consequence-hole", where), ("consequence-stray", where)], DataVerifier.Verify(Root, replay: true).Report.Findings.Select(finding => (finding.Invariant, finding.Where)));
    }

    [Fact]
    public void A_consequence_whose_record_was_passed_over_is_no_damage()
    {
        var (sequence, _) = SomeConsequence();
        _copy.OnLog($"UPDATE batch SET bytes = x'{Convert.ToHexString(new LogBatchBuilder().Build(LogDoctor.Writer, sequence))}' WHERE {Place(131072, sequence)}");
        Assert.Empty(DataVerifier.Verify(Root, replay: true).Report.Findings);
    }

    [Fact]
    public void R1_a_consequence_that_is_another_than_what_follows_is_named_by_a_replay()
    {
        var (sequence, batch) = SomeConsequence();
        Rewrite(sequence, batch.Writer, batch.WriterSequence, batch.Entries.Select(entry => (entry.TwinId, entry.Entry.ReceivedAt.AddSeconds(1), entry.Entry.Payload)));
        Assert.Contains(DataVerifier.Verify(Root, replay: true).Report.Findings,
            finding => (finding.Invariant, finding.Where) == ("consequence-content", $"vehicle-1:{batch.WriterSequence}"));
    }

    [Fact]
    public async Task R9_a_step_of_the_wall_clock_in_the_log_is_no_damage()
    {
        var builder = new LogBatchBuilder();
        var step = new ClockStep(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1));
        builder.Add(EntryKind.ClockStep, "", step.Time, null, step.ToPayload());
        _copy.OnLog($"INSERT INTO batch SELECT NULL, 65536, max(sequence) + 1, x'{Convert.ToHexString(builder.Build("vehicle-0", 1_000))}' FROM batch WHERE partition = 65536");
        Assert.Empty(DataVerifier.Verify(Root, replay: true).Report.Findings);
        var (backup, restored) = (Path.Combine(Root, "backup"), Path.Combine(Root, "restored"));
        await DataBackup.CreateAsync(Root, backup, TimeProvider.System, TestContext.Current.CancellationToken);
        DataRestore.Restore(backup, restored);
    }

    [Fact]
    public void An_empty_segment_is_named()
    {
        File.WriteAllBytes(Segment.PathOf(Path.Combine(Root, "log"), 99), []);
        Finds("file", "segment-0000000099.db", "empty");
    }

    [Theory]
    [InlineData("UPDATE span SET last = last + 1 WHERE partition = 65536", "log-span")]
    [InlineData("DELETE FROM span WHERE partition = 65536", "log-span")]
    [InlineData("DROP INDEX batch_place", "log-index")]
    public void A_seal_that_is_not_right_is_named(string sql, string invariant)
    {
        using (var connection = SegmentSchema.OpenExisting(Segment.Find(Path.Combine(Root, "log"))[^1], Durability.Fdatasync)) Assert.True(SegmentSchema.Seal(connection));
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        _copy.OnLog(sql);
        Assert.Equal(invariant, Assert.Single(DataVerifier.Verify(Root).Report.Findings).Invariant);
    }

    [Fact]
    public void An_entry_of_no_known_kind_is_named() => Finds("entry-kind", $"vehicle-0:{Append("intake-test", (EntryKind)99, VinOf(0), [])} entry 0", "99");

    [Fact]
    public void An_entry_to_nobody_or_to_a_twin_that_it_is_not_for_is_named()
    {
        Finds("entry-address", $"vehicle-0:{Append("intake-test", EntryKind.Frame, "", [1])} entry 0");
        Finds("entry-address", $"vehicle-0:{Append("vehicle-0", EntryKind.Tick, VinOf(0), [])} entry 0", VinOf(0));
    }

    [Fact]
    public void A_note_of_what_was_passed_over_that_cannot_be_read_is_named() =>
        Finds("entry-payload", $"vehicle-0:{Append("vehicle-0", EntryKind.Quarantine, "", [1, 2])} entry 0");

    [Fact]
    public void A_segment_whose_creation_was_cut_off_is_no_damage()
    {
        File.WriteAllText(Segment.PathOf(Path.Combine(Root, "log"), 99) + SqliteFiles.Unfinished, new string('x', 512));
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
    }

    /// <summary>A batch of one entry behind the last of vehicle-0; its sequence.</summary>
    private long Append(string writer, EntryKind kind, string twinId, ReadOnlySpan<byte> payload)
    {
        var builder = new LogBatchBuilder();
        builder.Add(kind, twinId, DateTimeOffset.UnixEpoch, null, payload);
        _copy.OnLog($"INSERT INTO batch SELECT NULL, 65536, max(sequence) + 1, x'{Convert.ToHexString(builder.Build(writer, 1_000))}' FROM batch WHERE partition = 65536");
        return (long)_copy.OnLog("SELECT max(sequence) FROM batch WHERE partition = 65536")!;
    }

    /// <summary>What vehicle-1 sent to battery-pack-0 first: not the last, which its checkpoint names.</summary>
    private (long Sequence, LogBatch Batch) SomeConsequence()
    {
        for (var sequence = 1L; ; sequence++)
        {
            var bytes = (byte[])_copy.OnLog($"SELECT bytes FROM batch WHERE {Place(131072, sequence)}")!;
            var batch = LogBatch.Decode(new LoggedBatch(new PartitionId(TwinKind.BatteryPack, 0), sequence, bytes));
            if (batch.Writer == "vehicle-1") return (sequence, batch);
        }
    }

    private void Rewrite(long sequence, string writer, long number, IEnumerable<(string Id, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Payload)> entries)
    {
        var builder = new LogBatchBuilder();
        foreach (var (id, receivedAt, payload) in entries) builder.Add(EntryKind.Consequence, id, receivedAt, null, payload.Span);
        _copy.OnLog($"UPDATE batch SET bytes = x'{Convert.ToHexString(builder.Build(writer, number))}' WHERE {Place(131072, sequence)}");
    }
}
