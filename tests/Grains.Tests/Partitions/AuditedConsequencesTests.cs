using System.Collections.Immutable;
using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Grains.Replay;

namespace Twins.Grains.Tests.Partitions;

/// <summary>What partitions sent each other is held against what follows from the batches (R1, R4, R5).</summary>
public sealed class AuditedConsequencesTests
{
    private static readonly PartitionId s_source = new(TwinKind.Vehicle, 0);
    private static readonly PartitionId s_target = new(TwinKind.BatteryPack, 0);

    [Fact]
    public void What_was_received_as_it_follows_is_sound() => Assert.Equal([], Audit([Sent(1)], [Sent(1)]));

    [Fact]
    public void What_did_not_arrive_is_a_hole_once_the_checkpoint_is_behind_it()
    {
        Assert.Equal(["consequence-hole"], Audit([], [Sent(1)]));
        Assert.Equal([], Audit([], [Sent(1)], isWritten: false));
    }

    [Fact]
    public void What_arrived_and_does_not_follow_is_stray_and_what_is_another_is_said() =>
        Assert.Equal(["consequence-content", "consequence-stray"], Audit([Sent(2), Sent(1, "vehicle-0+1")], [Sent(1)]));

    [Fact]
    public void Where_entries_were_passed_over_an_earlier_process_may_have_sent_more() =>
        Assert.Equal([], Audit([Sent(2), Sent(1, "vehicle-0+1")], [Sent(1)], isUncertain: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_entries_were_passed_over_is_known_ahead(bool isPassedOver)
    {
        var replay = new PartitionReplay(s_source, new PartitionMap(1), 4, null);
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Quarantine, "", DateTimeOffset.UnixEpoch, null, new PassedOver(1, "LTESTN00000000001", "it failed").ToPayload());
        if (isPassedOver) replay.LookAhead(new LoggedBatch(s_source, 2, builder.Build("vehicle-0", 1)));
        Assert.Equal(isPassedOver, (await replay.ApplyAsync(new LoggedBatch(s_source, 1, Batch("intake-1", 1, "LTESTN00000000001")))).IsUncertain);
    }

    [Theory]
    [InlineData(1, 0, "consequence-hole")]
    [InlineData(1, 1, "")]
    public void Where_the_beginning_of_a_log_is_gone_its_checkpoint_says_what_it_had(int number, int last, string expected)
    {
        var checkpoint = PartitionCheckpoint.Empty with { Last = ImmutableSortedDictionary<string, long>.Empty.Add("vehicle-0", last) };
        Assert.Equal(expected.Length == 0 ? [] : [expected], Audit([], [Sent(number)], first: 3, checkpoint: checkpoint));
    }

    [Fact]
    public void Where_a_record_is_lost_nothing_is_said_twice() => Assert.Equal([], Audit([], [Sent(1)], tombstone: true));

    private static List<string> Audit(
        byte[][] received, byte[][] follows, bool isWritten = true, bool isUncertain = false, long first = 1, bool tombstone = false, PartitionCheckpoint? checkpoint = null)
    {
        var (map, report) = (new PartitionMap(1), new AuditReport());
        var ofSource = new PartitionAudit(s_source, map, 4, null, 1, new AuditReport());
        var ofTarget = new PartitionAudit(s_target, map, 4, null, 9, new AuditReport());
        var batch = new LoggedBatch(s_source, 1, Batch("intake-1", 1, "LTESTN00000000001"));
        ofSource.Add(batch);
        var checkpoints = checkpoint is null ? [] : new Dictionary<PartitionId, PartitionCheckpoint> { [s_target] = checkpoint };
        var audited = new AuditedConsequences(new Dictionary<PartitionId, PartitionAudit> { [s_source] = ofSource, [s_target] = ofTarget }, checkpoints, report);
        ofTarget.Add(new LoggedBatch(s_target, first, Batch("vehicle-9", 1, "~1")));
        if (tombstone) ofTarget.Add(new LoggedBatch(s_target, first + 1, new LogBatchBuilder().Build("doctor", 2)));
        foreach (var bytes in received) audited.Received(new LoggedBatch(s_target, first + 1, bytes));
        audited.Follows(batch, new ReplayedOutputs([], [.. follows.Select(bytes => KeyValuePair.Create(s_target, bytes))], isUncertain), isWritten);
        audited.Finish();
        return [.. report.Findings.Select(finding => finding.Invariant)];
    }

    /// <summary>Number 1 of a writer; another payload for another <paramref name="content"/>.</summary>
    private static byte[] Sent(int content, string writer = "vehicle-0") => Batch(writer, 1, $"~{content}");

    private static byte[] Batch(string writer, long number, string twin)
    {
        var builder = new LogBatchBuilder();
        builder.Add(writer.StartsWith("intake", StringComparison.Ordinal) ? EntryKind.Frame : EntryKind.Consequence, twin, DateTimeOffset.UnixEpoch, null, (ReadOnlySpan<byte>)[1]);
        return builder.Build(writer, number);
    }
}
