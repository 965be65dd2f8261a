using System.Collections.Immutable;

namespace Twins.Grains.Partitions;

/// <summary>Where a partition is in its log, and what it has accepted of each writer. Pure; changed only between awaits.</summary>
internal sealed class PartitionState(PartitionId id)
{
    /// <summary>Dead intake runs whose last sequence is still remembered; a repeated append comes within seconds, not runs later.</summary>
    public const int RememberedIntakes = 32;

    private readonly HashSet<(long Sequence, string TwinId)> _passedOver = [];
    private readonly HashSet<long> _repeated = [];
    private long _ownIssued;
    private Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public PartitionId Id { get; } = id;

    public string Name { get; } = id.ToString();

    public long Epoch { get; private set; }

    public long AppliedSequence { get; private set; }

    public DateTimeOffset? AppliedAt { get; private set; }

    /// <summary>Sequences that were not in the log between batches that were applied.</summary>
    public long Missing { get; private set; }

    public long CheckpointSequence { get; private set; }

    /// <summary>The highest position of a page that was read or captured.</summary>
    public long PagesThrough { get; private set; }

    /// <summary>A page at a position was read or captured.</summary>
    public void Paged(long position) => PagesThrough = Math.Max(PagesThrough, position);

    /// <summary>The next number for one of this partition's own batches (ticks and quarantine entries) in its own log.</summary>
    public long IssueOwnSequence() => _ownIssued = Math.Max(_ownIssued, LastOf(Name)) + 1;

    /// <summary>An own batch was found in the log ahead.</summary>
    public void FoundOwn(long writerSequence) => _ownIssued = Math.Max(_ownIssued, writerSequence);

    public long LastOf(string writer) => _last.GetValueOrDefault(writer);

    /// <summary>Begins a new epoch behind a checkpoint.</summary>
    public PartitionCheckpoint Begin(PartitionCheckpoint found)
    {
        Epoch = found.Epoch + 1;
        AppliedSequence = CheckpointSequence = found.Sequence;
        _last = new Dictionary<string, long>(found.Last, StringComparer.Ordinal);
        return found with { Epoch = Epoch };
    }

    /// <summary>R5: a batch whose writer's number is not above the last accepted was accepted before.</summary>
    public bool IsAccepted(LogBatch batch) => batch.WriterSequence <= LastOf(batch.Writer);

    public void Applied(long sequence, LogBatch batch, DateTimeOffset at)
    {
        if (IsAccepted(batch)) _repeated.Add(sequence);
        else _last[batch.Writer] = batch.WriterSequence;
        Missing += sequence - AppliedSequence - 1;
        AppliedSequence = sequence;
        AppliedAt = at;
    }

    /// <summary>
    /// Whether an applied batch above the checkpoint had been accepted before, under another sequence: nobody applies it, not even who restores one twin
    /// from the log. At and below the checkpoint nothing is remembered, because there every twin is in its page.
    /// </summary>
    public bool IsRepeated(long sequence) => _repeated.Contains(sequence);

    public bool IsPassedOver(long sequence, string twinId) => _passedOver.Contains((sequence, twinId));

    public bool HasPassedOver(long sequence) => _passedOver.Any(entry => entry.Sequence == sequence);

    public void PassOver(PassedOver entry) => _passedOver.Add((entry.Sequence, entry.TwinId));

    public PartitionCheckpoint Checkpoint()
    {
        ForgetOldIntakes();
        return new PartitionCheckpoint(PartitionCheckpoint.CurrentSchema, AppliedSequence, Epoch, _last.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    public void Checkpointed(PartitionCheckpoint written)
    {
        CheckpointSequence = written.Sequence;
        _passedOver.RemoveWhere(entry => entry.Sequence <= written.Sequence);
        _repeated.RemoveWhere(sequence => sequence <= written.Sequence);
    }

    /// <summary>Intake runs are named by their start, so ordinal order is age.</summary>
    private void ForgetOldIntakes()
    {
        var intakes = _last.Keys.Where(writer => !PartitionWriter.TryParse(writer, out _, out _)).Order(StringComparer.Ordinal).ToArray();
        foreach (var old in intakes.SkipLast(RememberedIntakes)) _last.Remove(old);
    }
}
