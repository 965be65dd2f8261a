using Microsoft.Extensions.Logging;

namespace Twins.Grains.Partitions;

/// <summary>
/// Makes every log go on above whatever names it: its checkpoint, its pages, what partitions of another kind have accepted of it, and its events (R5). Done before
/// anything is accepted: a batch below its partition's checkpoint, or below the position of its twin's page, would be answered and never applied. A log that ends below was damaged or restored from an older copy.
/// </summary>
/// <param name="ports">The partitions' ports.</param>
/// <param name="logger">Hears of gaps.</param>
public sealed partial class LogFloors(PartitionPorts ports, ILogger<LogFloors> logger)
{
    /// <summary>Looks at all partitions.</summary>
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var floors = ports.Map.All().ToDictionary(id => id, _ => 0L);
        foreach (var id in ports.Map.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await RaiseAsync(id, floors, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Its activation meets the same damage and says it; the others go on.
                LogNotRead(e, id);
            }
        }

        foreach (var (id, floor) in floors)
        {
            var end = await ports.Log.LastSequenceAsync(id, cancellationToken);
            if (end >= floor) continue;
            LogGap(id, end, floor);
            await ports.Log.ContinueAboveAsync(id, floor, cancellationToken);
        }
    }

    private async Task RaiseAsync(PartitionId id, Dictionary<PartitionId, long> floors, CancellationToken cancellationToken)
    {
        var store = new PartitionStore(ports.Pages, id);
        var checkpoint = await store.ReadCheckpointAsync();
        Raise(id, checkpoint.Sequence);
        foreach (var (writer, last) in checkpoint.Last)
            if (PartitionWriter.TryParse(writer, out var other, out _) && other.Kind != id.Kind) Raise(other, last);
        Raise(id, await ports.Events.LastSequenceAsync(id, cancellationToken));
        Raise(id, checkpoint.PagesThrough ?? await store.ReadPagesThroughAsync(ports.Layout.PagesPerPartition, cancellationToken));

        void Raise(PartitionId of, long floor)
        {
            if (floors.TryGetValue(of, out var known)) floors[of] = Math.Max(known, floor);
        }
    }

    [LoggerMessage(LogLevel.Error, "The log of {Partition} ends at {End}, below {Floor}, which its checkpoint, a page, the event log or another partition has: its tail was lost; new batches continue above it.")]
    private partial void LogGap(PartitionId partition, long end, long floor);

    [LoggerMessage(LogLevel.Error, "What the log of {Partition} must go on above cannot be read.")]
    private partial void LogNotRead(Exception exception, PartitionId partition);
}
