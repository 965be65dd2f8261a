using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>Applies one batch to all its twins, then commits it in one piece between two awaits (R2, R6).</summary>
internal sealed class BatchApplier(PartitionState state, TwinTable table, TwinCaller caller, PartitionPorts ports)
{
    /// <summary>The outputs of the batch; null when it was accepted before.</summary>
    public async Task<PartitionOutputs?> ApplyAsync(LoggedBatch logged, CancellationToken cancellationToken)
    {
        var batch = LogBatch.Decode(logged);
        if (state.IsAccepted(batch))
        {
            state.Applied(logged.Sequence, batch, ports.Clock.Now);
            return null;
        }

        var groups = Group(batch, logged.Sequence);
        var calls = new Task<TwinReply?>[groups.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var (slot, entries) = groups[i];
            calls[i] = caller.ApplyAsync(slot, new TwinBatch(state.Epoch, slot.LastSequence, logged.Sequence, [.. entries]), cancellationToken);
        }

        var replies = await Task.WhenAll(calls);
        caller.Answered();
        await PassOverAsync(groups, replies, logged.Sequence);
        return Commit(logged.Sequence, batch, groups, replies);
    }

    /// <summary>The entries of each twin that does not hold them already, twins in the order of the batch.</summary>
    private List<(TwinSlot Slot, List<TwinEntry> Entries)> Group(LogBatch batch, long sequence)
    {
        var groups = new List<(TwinSlot, List<TwinEntry>)>();
        var places = new Dictionary<string, List<TwinEntry>>(StringComparer.Ordinal);
        foreach (var (id, entry) in batch.Entries)
        {
            if (id.Length > 0) Add(id, entry);
            else if (entry.Kind == EntryKind.Tick) AddTick(entry);
        }

        return groups;

        void AddTick(TwinEntry entry)
        {
            var tick = Tick.FromPayload(entry.Payload);
            foreach (var slot in table.Above(null))
                if (TickRule.Concerns(slot.Wait, slot.Incarnation, tick)) Add(slot.Id, entry);
        }

        void Add(string id, TwinEntry entry)
        {
            if (!places.TryGetValue(id, out var entries))
            {
                places.Add(id, entries = []);
                var slot = table.GetOrCreate(id);
                if (!table.IsCovered(slot, sequence) && !state.IsPassedOver(sequence, id)) groups.Add((slot, entries));
            }

            entries.Add(entry);
        }
    }

    /// <summary>Twins that failed three times: a log entry says so before the batch is committed without them.</summary>
    private async Task PassOverAsync(List<(TwinSlot Slot, List<TwinEntry> Entries)> groups, TwinReply?[] replies, long sequence)
    {
        if (!replies.Contains(null)) return;
        var builder = new LogBatchBuilder();
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i] is not null) continue;
            var entry = new PassedOver(sequence, groups[i].Slot.Id, caller.Failure?.Message ?? "the twin failed");
            builder.Add(EntryKind.Quarantine, "", ports.Clock.Now, null, entry.ToPayload());
            state.PassOver(entry);
        }

        await AppendOwnAsync(builder);
    }

    /// <summary>
    /// Appends entries of the partition itself. Not to be cancelled: the next activation takes its numbers from the log, and must not take one that is still on
    /// its way there. Who stops the log ends the wait.
    /// </summary>
    public Task AppendOwnAsync(LogBatchBuilder entries) =>
        ports.Appender.AppendAsync(state.Id, entries.Build(state.Name, state.IssueOwnSequence()), CancellationToken.None);

    private PartitionOutputs Commit(
        long sequence, LogBatch batch, List<(TwinSlot Slot, List<TwinEntry> Entries)> groups, TwinReply?[] replies)
    {
        var answered = new List<(TwinSlot, TwinReply)>(replies.Length);
        var counts = default(ReportCounts);
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i] is not { Row: { } row } reply)
            {
                counts += new ReportCounts(0, 0, 0, 0, groups[i].Entries.Count(Vehicles.FrameNote.IsReport));
                continue;
            }

            table.Commit(groups[i].Slot, row, sequence);
            counts += reply.Reports;
            answered.Add((groups[i].Slot, reply));
        }

        var outputs = PartitionOutputs.From(state.Id, sequence, answered, ports.Map);
        state.Applied(sequence, batch, ports.Clock.Now);
        ports.Flush.Applied(batch.Entries.Count);
        if (ports.Intakes.Incarnations.Contains(batch.Writer)) ports.Counters.Applied(state.Id, sequence, counts);
        return batch.Writer == state.Name ? outputs with { Events = [.. outputs.Events, .. OwnEvents(sequence, batch)] } : outputs;
    }

    /// <summary>
    /// What follows from the partition's own entries: one that was passed over is an event of its twin, under the sequence of the entry that says so;
    /// a step of the wall clock is one of the system.
    /// </summary>
    private IEnumerable<EventRecord> OwnEvents(long sequence, LogBatch batch)
    {
        foreach (var (_, entry) in batch.Entries)
        {
            if (entry.Kind == EntryKind.Quarantine)
            {
                var passed = PassedOver.FromPayload(entry.Payload);
                yield return PartitionOutputs.ToRecord(state.Id, sequence, passed.TwinId, QuarantineEvent.PassedOver(entry, passed));
            }
            else if (entry.Kind == EntryKind.ClockStep)
            {
                yield return PartitionOutputs.ToSystemRecord(state.Id, sequence, ClockEvent.Stepped(entry));
            }
        }
    }
}
