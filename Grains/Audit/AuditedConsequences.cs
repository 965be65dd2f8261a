using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Twins.Grains.Partitions;

namespace Twins.Grains.Audit;

/// <summary>
/// What partitions sent each other: what follows from a batch whose outputs are written is in the log of the partition that it concerns, byte for byte (R1, R4, R5). All that was received
/// is added first. Pure.
/// </summary>
/// <param name="checkpoints">Of the partitions that have one.</param>
/// <param name="hasWholeLog">Whether every batch of a partition is kept and can be read.</param>
/// <param name="report">Where findings go.</param>
public sealed class AuditedConsequences(
    IReadOnlyDictionary<PartitionId, PartitionCheckpoint> checkpoints, Func<PartitionId, bool> hasWholeLog, AuditReport report)
{
    private readonly Dictionary<(PartitionId By, string Writer, long Number), UInt128> _received = [];

    /// <summary>A batch of a log; counts where another partition wrote it.</summary>
    public void Received(LoggedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (writer, number) = LogBatch.PeekWriter(batch.Bytes);
        // What is repeated is passed over, so the first is what counts.
        if (PartitionWriter.TryParse(writer, out var source) && source != batch.Partition) _received.TryAdd((batch.Partition, writer, number), DigestOf(batch.Bytes.Span));
    }

    /// <summary>What follows from a batch, by the rules of this version.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="consequences">For whom, and what.</param>
    /// <param name="isWritten">Whether it must have been written: the checkpoint is behind the batch.</param>
    public void Sent(LoggedBatch source, IReadOnlyList<KeyValuePair<PartitionId, byte[]>> consequences, bool isWritten)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consequences);
        foreach (var (to, bytes) in consequences)
        {
            var (writer, number) = LogBatch.PeekWriter(bytes);
            if (_received.TryGetValue((to, writer, number), out var digest))
            {
                if (digest != DigestOf(bytes)) report.Add("consequence-content", Where(), $"the log of {to} has something else as number {number} of '{writer}' than what follows from the batch");
            }
            else if (isWritten && (hasWholeLog(to) || number > (checkpoints.GetValueOrDefault(to)?.Last.GetValueOrDefault(writer) ?? 0)))
            {
                report.Add("consequence-hole", Where(), $"{to} should have got number {number} of '{writer}' from the batch, and its log does not have it");
            }
        }

        string Where() => $"{source.Partition}:{source.Sequence}";
    }

    private static UInt128 DigestOf(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<UInt128>(SHA256.HashData(bytes));
}
