using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Twins.Grains.Events;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Grains.Replay;

/// <summary>The ports of a partition that writes nothing anywhere: what it would append is dropped, and what it would have to read is not there.</summary>
internal sealed class ScratchPorts : IPartitionLog, IPartitionAppender, IEventLog, IGrainStorage
{
    private ScratchPorts()
    {
    }

    /// <summary>Ports for one partition.</summary>
    public static PartitionPorts Create(PartitionMap map, int pages)
    {
        var nowhere = new ScratchPorts();
        return new PartitionPorts(
            nowhere, nowhere, nowhere, nowhere, new ScratchTwins(), map, new PageLayout(pages),
            new FlushPlan(TimeSpan.Zero, TimeProvider.System), SilenceLimits.Default,
            new StreamClock(TimeProvider.System), TimeProvider.System, new LivingIntakes(), new ReportCounters(), NullLoggerFactory.Instance);
    }

    Task<long> IPartitionAppender.AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken) => Task.FromResult(0L);

    Task<long> IPartitionLog.AppendAsync(PartitionId partition, ReadOnlyMemory<byte> batch, CancellationToken cancellationToken) => Task.FromResult(0L);

    Task<IReadOnlyList<LoggedBatch>> IPartitionLog.ReadAsync(PartitionId partition, long after, int maxBytes, CancellationToken cancellationToken) => throw NotHere();

    Task IPartitionLog.TruncateAsync(PartitionId partition, long through, CancellationToken cancellationToken) => throw NotHere();

    Task<long> IPartitionLog.LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) => throw NotHere();

    Task IPartitionLog.ContinueAboveAsync(PartitionId partition, long floor, CancellationToken cancellationToken) => throw NotHere();

    Task<bool> IEventLog.AppendAsync(PartitionId partition, long sequence, IReadOnlyList<EventRecord> events, CancellationToken cancellationToken) => throw NotHere();

    Task<long> IEventLog.LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) => throw NotHere();

    Task<EventPage> IEventLog.ReadAsync(EventQuery query, CancellationToken cancellationToken) => throw NotHere();

    Task<string?> IEventLog.TailAsync(CancellationToken cancellationToken) => throw NotHere();

    Task IGrainStorage.ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw NotHere();

    Task IGrainStorage.WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw NotHere();

    Task IGrainStorage.ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw NotHere();

    private static InvalidOperationException NotHere() => new("A replay has nothing but what it is given.");
}
