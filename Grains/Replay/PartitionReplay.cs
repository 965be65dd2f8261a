using Microsoft.Extensions.Logging.Abstractions;
using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Replay;

/// <summary>
/// Applies kept batches of one partition again, by the same code and by today's rules, to twins in memory, and says which events follow. What an earlier run
/// decided to pass over is passed over.
/// </summary>
public sealed class PartitionReplay
{
    private readonly PartitionState _state;
    private readonly TwinTable _table;
    private readonly TwinRestorer _restorer;
    private readonly BatchApplier _applier;

    /// <summary>Begins with no twins, before a batch.</summary>
    /// <param name="partition">Which partition.</param>
    /// <param name="map">Who owns which twin.</param>
    /// <param name="pages">Pages of each partition.</param>
    /// <param name="checkpoint">Where to begin: what was accepted through its sequence. Null before the first batch.</param>
    public PartitionReplay(PartitionId partition, PartitionMap map, int pages, PartitionCheckpoint? checkpoint)
    {
        var ports = ScratchPorts.Create(map, pages);
        _state = new PartitionState(partition);
        _state.Begin(checkpoint ?? PartitionCheckpoint.Empty);
        _table = new TwinTable(partition, ports.Twins, map, pages);
        _restorer = new TwinRestorer(_state, ports, new PartitionStore(ports.Pages, partition));
        _applier = new BatchApplier(_state, _table, new TwinCaller(_state, ports, _restorer, NullLogger.Instance), ports);
    }

    /// <summary>The twins of a page, as they were captured.</summary>
    public async Task LoadAsync(int number, TwinPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        _table.Load(number, page);
        await _restorer.RestoreAsync(_table, page, (e, _) => throw e);
    }

    /// <summary>What the log says ahead: entries that are passed over must be known before the batch concerned.</summary>
    public void LookAhead(LoggedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!LogBatch.PeekQuarantine(batch.Bytes.Span)) return;
        foreach (var (_, entry) in LogBatch.Decode(batch).Entries)
            if (entry.Kind == EntryKind.Quarantine) _state.PassOver(PassedOver.FromPayload(entry.Payload));
    }

    /// <summary>A twin as a page would hold it now; empty for one that is not known.</summary>
    public ReadOnlyMemory<byte> Capture(string id)
    {
        if (!_table.TryGet(id, out var slot)) return default;
        // Twins in memory answer at once.
        var captured = slot.Grain.CaptureAsync(_state.Epoch, slot.LastSequence);
        return captured.IsCompletedSuccessfully ? captured.Result.Snapshot : throw new InvalidOperationException("A twin in memory did not answer at once.");
    }

    /// <summary>Applies the next batch; what follows from it. Nothing for a batch that was accepted before.</summary>
    public async Task<ReplayedOutputs> ApplyAsync(LoggedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Sequence > _state.AppliedSequence && await _applier.ApplyAsync(batch, CancellationToken.None) is { } outputs
            ? new ReplayedOutputs(outputs.Events, outputs.Consequences, _state.HasPassedOver(batch.Sequence))
            : new ReplayedOutputs([], [], IsUncertain: false);
    }
}

/// <summary>What follows from a batch.</summary>
/// <param name="Events">In the order of the event log.</param>
/// <param name="Consequences">Encoded batches for other partitions.</param>
/// <param name="IsUncertain">
/// Entries of the batch are passed over: what followed from them may be written all the same, by an earlier process for which they did not fail.
/// </param>
public sealed record ReplayedOutputs(IReadOnlyList<EventRecord> Events, IReadOnlyList<KeyValuePair<PartitionId, byte[]>> Consequences, bool IsUncertain);
