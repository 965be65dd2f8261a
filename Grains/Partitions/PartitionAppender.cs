using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Twins.Grains.Partitions;

/// <summary>The one way into a partition: append to its log, then publish on its stream. A lost publication costs seconds, never data.</summary>
public interface IPartitionAppender
{
    /// <summary>Appends and publishes; returns the sequence once the batch is durable.</summary>
    Task<long> AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken);
}

/// <summary>Over the log port and the stream <c>telemetry/{partition}</c>.</summary>
public sealed partial class PartitionAppender(IPartitionLog log, IClusterClient client, ILogger<PartitionAppender> logger) : IPartitionAppender
{
    /// <summary>The stream provider's name and the streams' namespace.</summary>
    public const string StreamName = "telemetry";

    private IStreamProvider? _streams;

    /// <inheritdoc/>
    public async Task<long> AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken)
    {
        var sequence = await log.AppendAsync(partition, batch, cancellationToken);
        _ = PublishAsync(new LoggedBatch(partition, sequence, batch));
        return sequence;
    }

    private async Task PublishAsync(LoggedBatch batch)
    {
        try
        {
            _streams ??= client.GetStreamProvider(StreamName);
            await _streams.GetStream<LoggedBatch>(StreamId.Create(StreamName, batch.Partition.ToString())).OnNextAsync(batch);
        }
        catch (Exception e)
        {
            // The batch is durable; the partition finds it in its log at the next poke.
            LogNotPublished(e, batch.Partition, batch.Sequence);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Batch {Sequence} of {Partition} is durable but was not published; the partition will read it from its log.")]
    private partial void LogNotPublished(Exception exception, PartitionId partition, long sequence);
}
