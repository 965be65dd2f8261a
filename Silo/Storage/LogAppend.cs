namespace Twins.Silo.Storage;

/// <summary>The work of appending one batch to a partition's log.</summary>
internal sealed class LogAppend(int partition, ReadOnlyMemory<byte> batch, LogPositions positions) : CommitWork<SegmentWriter>(batch.Length)
{
    private int _row;

    /// <summary>Its place in the log; the same however often it is written.</summary>
    public long Sequence { get; private set; }

    /// <inheritdoc/>
    public override void Execute(SegmentWriter target)
    {
        if (Sequence == 0) Sequence = positions.Take(partition);
        _row = target.Insert(partition, Sequence, batch);
    }

    /// <inheritdoc/>
    protected override void Committed(SegmentWriter target)
    {
        target.Publish(partition, new BatchPlace(Sequence, _row, batch.Length));
        positions.Durable(partition, Sequence);
    }
}
