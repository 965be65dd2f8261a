namespace Twins.Grains.Partitions;

/// <summary>
/// Puts twins back where their partition has them (R3): at a start all of each page; later, which is rare, one from its page and then from the log with the outcomes
/// dropped.
/// </summary>
internal sealed class TwinRestorer(PartitionState state, PartitionPorts ports, PartitionStore store)
{
    private const int ReadBytes = 4 * 1024 * 1024;

    /// <summary>After this the twin is at <paramref name="through"/>, which is its slot's last sequence.</summary>
    public async Task RestoreAsync(TwinSlot slot, long through, CancellationToken cancellationToken)
    {
        if (through == 0)
        {
            await RestoreAsync(slot, 0, ReadOnlyMemory<byte>.Empty);
            return;
        }

        var page = await store.ReadPageAsync(slot.Page);
        var stored = page?.Twins.FirstOrDefault(twin => twin.Id == slot.Id);
        var position = stored?.Sequence ?? 0;
        // Another activation wrote the page meanwhile: what this one applied is behind, and it begins again.
        if (position > through) throw new InvalidDataException($"Twin {slot.Id} is at {position} in its page, and {state.Name} has it at {through}.");
        await RestoreAsync(slot, position, stored?.Snapshot ?? ReadOnlyMemory<byte>.Empty);
        var row = stored?.Row;

        // A page that was clean at the last flush says less than it holds: everything through the checkpoint is in the pages.
        for (var after = Math.Max(page?.Position ?? 0, state.CheckpointSequence); position < through;)
        {
            var batches = await ports.Log.ReadAsync(state.Id, after, ReadBytes, cancellationToken);
            if (batches.Count == 0)
                throw new InvalidDataException($"Twin {slot.Id} needs the log of {state.Name} through {through}, and it ends at {after}.");
            foreach (var logged in batches)
            {
                after = logged.Sequence;
                if (after > through) break;
                // The checkpoint may be written meanwhile; what it covers is in the page that was read, and is not remembered as repeated or passed over.
                if (after <= state.CheckpointSequence || state.IsRepeated(after)) continue;
                var entries = EntriesOf(slot.Id, row, LogBatch.Decode(logged), after);
                if (entries.Count == 0) continue;
                var reply = await slot.Grain.ApplyAsync(new TwinBatch(state.Epoch, position, after, [.. entries]));
                if (reply.Status == TwinStatus.Fenced) throw new FencedException(state.Id, state.Epoch);
                if (reply.Status == TwinStatus.NeedState) return;
                row = reply.Row;
                position = after;
            }
        }
    }

    /// <summary>Restores all twins of a page, side by side; what did not reach a twin is told and left: it is restored when it is first needed.</summary>
    public async Task RestoreAsync(TwinTable table, TwinPage page, Action<Exception, string> notReached)
    {
        var calls = new Task<TwinReply>[page.Twins.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            var twin = page.Twins[i];
            if (!table.TryGet(twin.Id, out var slot)) throw new InvalidDataException($"Twin {twin.Id} stands in a page of {state.Name} and not in its table.");
            calls[i] = slot.Grain.RestoreAsync(new TwinRestore(state.Epoch, twin.Sequence, twin.Snapshot)).AsTask();
        }

        for (var i = 0; i < calls.Length; i++)
        {
            try
            {
                Check(await calls[i]);
            }
            catch (Exception e) when (TwinCaller.IsOfTheWay(e))
            {
                notReached(e, page.Twins[i].Id);
            }
        }
    }

    private async Task RestoreAsync(TwinSlot slot, long position, ReadOnlyMemory<byte> snapshot) =>
        Check(await slot.Grain.RestoreAsync(new TwinRestore(state.Epoch, position, snapshot)));

    private void Check(TwinReply reply)
    {
        if (reply.Status == TwinStatus.Fenced) throw new FencedException(state.Id, state.Epoch);
    }

    /// <summary>A twin's entries of a batch: those addressed to it, and the ticks that its row asks for.</summary>
    private List<TwinEntry> EntriesOf(string twinId, TwinRow? row, LogBatch batch, long sequence)
    {
        var entries = new List<TwinEntry>();
        if (state.IsPassedOver(sequence, twinId)) return entries;
        foreach (var (id, entry) in batch.Entries)
        {
            if (id == twinId) entries.Add(entry);
            else if (entry.Kind == EntryKind.Tick && row is not null && TickRule.Concerns(row.Wait, (row as Vehicles.VehicleRow)?.Incarnation, Tick.FromPayload(entry.Payload))) entries.Add(entry);
        }

        return entries;
    }
}
