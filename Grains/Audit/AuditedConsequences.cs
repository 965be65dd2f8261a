using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Twins.Grains.Partitions;
using Twins.Grains.Replay;

namespace Twins.Grains.Audit;

/// <summary>
/// What partitions sent each other: what follows from a batch whose outputs are written is in the log of the partition that it concerns, byte for byte, and nothing else is there (R1, R4, R5).
/// Of sources whose log is whole. All that was received is added first, then what follows from each batch, then <see cref="Finish"/>. Pure.
/// </summary>
/// <param name="audits">Of all partitions, when their logs were read.</param>
/// <param name="checkpoints">Of the partitions that have one.</param>
/// <param name="report">Where findings go.</param>
public sealed class AuditedConsequences(
    IReadOnlyDictionary<PartitionId, PartitionAudit> audits, IReadOnlyDictionary<PartitionId, PartitionCheckpoint> checkpoints, AuditReport report)
{
    private readonly Dictionary<Sent, UInt128> _received = [];
    private readonly HashSet<(PartitionId By, long Sequence)> _uncertain = [];
    private readonly Dictionary<PartitionId, long> _through = [];

    /// <summary>A batch of a log; counts where another partition wrote it.</summary>
    public void Received(LoggedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (writer, number) = LogBatch.PeekWriter(batch.Bytes);
        if (!PartitionWriter.TryParse(writer, out var source, out var part) || source == batch.Partition || audits.GetValueOrDefault(source) is not { HasWholeLog: true }) return;
        // What is repeated is passed over, so the first is what counts.
        _received.TryAdd(new Sent(source, number, batch.Partition, part), DigestOf(batch.Bytes.Span));
    }

    /// <summary>What follows from a batch of a whole log, by the rules of this version.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="outputs">What follows.</param>
    /// <param name="isWritten">Whether it must have been written: the checkpoint is behind the batch.</param>
    public void Follows(LoggedBatch source, ReplayedOutputs outputs, bool isWritten)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(outputs);
        _through[source.Partition] = source.Sequence;
        if (outputs.IsUncertain) _uncertain.Add((source.Partition, source.Sequence));
        foreach (var (to, bytes) in outputs.Consequences)
        {
            var (writer, number) = LogBatch.PeekWriter(bytes);
            var part = PartitionWriter.TryParse(writer, out _, out var parsed) ? parsed : 0;
            var isFound = _received.Remove(new Sent(source.Partition, number, to, part), out var digest);
            if (outputs.IsUncertain) continue;
            if (isFound && digest != DigestOf(bytes))
                report.Add("consequence-content", Where(), $"the log of {to} has something else as number {number} of '{writer}' than what follows from the batch");
            else if (!isFound && isWritten && MustHave(to, writer, number))
                report.Add("consequence-hole", Where(), $"{to} should have got number {number} of '{writer}' from the batch, and its log does not have it");
        }

        string Where() => $"{source.Partition}:{source.Sequence}";
    }

    /// <summary>When everything was added: what others have and nothing sent.</summary>
    public void Finish()
    {
        foreach (var sent in _received.Keys.Where(sent => sent.Number <= _through.GetValueOrDefault(sent.By) && !_uncertain.Contains((sent.By, sent.Number))))
            report.Add("consequence-stray", $"{sent.By}:{sent.Number}", $"the log of {sent.To} has something as part {sent.Part} of what follows from the batch, and nothing such follows");
    }

    /// <summary>Not where records of a log are lost, which is known; nor where its beginning is gone and its checkpoint says that it had it.</summary>
    private bool MustHave(PartitionId to, string writer, long number) =>
        !audits[to].HasLostRecords && (audits[to].HasWholeLog || number > (checkpoints.GetValueOrDefault(to)?.Last.GetValueOrDefault(writer) ?? 0));

    private static UInt128 DigestOf(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<UInt128>(SHA256.HashData(bytes));

    private readonly record struct Sent(PartitionId By, long Number, PartitionId To, int Part);
}
