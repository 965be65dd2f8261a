using Twins.Grains.Audit;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Silo.Verification;

namespace Twins.Silo.Replay;

/// <summary>The events that the event log has of some batches.</summary>
internal sealed class LoggedEvents(StoppedDirectory directory, AuditReport damage)
{
    private readonly Dictionary<(PartitionId, long), List<EventRecord>> _events = [];

    private readonly Dictionary<PartitionId, long> _last = [];

    /// <summary>The last batch of a partition that has events; 0 for none.</summary>
    public long LastOf(PartitionId partition) => _last.GetValueOrDefault(partition);

    /// <summary>Reads those of the batches that are wanted.</summary>
    public void Read(Func<PartitionId, long, bool> isWanted) => EventFile.ReadEvents(directory.EventsPath, damage, (partition, sequence, _, record) =>
    {
        _last[partition] = Math.Max(_last.GetValueOrDefault(partition), sequence);
        if (!isWanted(partition, sequence)) return;
        if (!_events.TryGetValue((partition, sequence), out var list)) _events.Add((partition, sequence), list = []);
        list.Add(record);
    });

    /// <summary>Those of one batch, in order.</summary>
    public IReadOnlyList<EventRecord> Of(PartitionId partition, long sequence) => _events.GetValueOrDefault((partition, sequence)) ?? (IReadOnlyList<EventRecord>)[];
}
