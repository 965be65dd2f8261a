using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>
/// The one writer of a partition's outputs (R2): events in the order of its batches, then consequences, to each target in that order; targets know nothing of each
/// other, so they do not wait for each other's disk. What waits meanwhile goes together next. The ports retry I/O for ever, so what is here is written or the
/// partition is gone.
/// </summary>
internal sealed class OutputWriter(PartitionId partition, IEventLog events, IPartitionAppender appender)
{
    /// <summary>Batches that may wait here before the partition waits for them.</summary>
    public const int MaxWaiting = 64;

    private readonly Queue<PartitionOutputs> _waiting = new();
    private TaskCompletionSource _changed = NewSignal();

    public long WrittenThrough { get; private set; }

    public void StartAt(long sequence) => WrittenThrough = sequence;

    public async Task EnqueueAsync(PartitionOutputs outputs, CancellationToken cancellationToken)
    {
        while (_waiting.Count >= MaxWaiting) await _changed.Task.WaitAsync(cancellationToken);
        _waiting.Enqueue(outputs);
        Changed();
    }

    /// <summary>Completes when everything through <paramref name="sequence"/> is durable.</summary>
    public async Task WhenWrittenAsync(long sequence, CancellationToken cancellationToken)
    {
        while (WrittenThrough < sequence) await _changed.Task.WaitAsync(cancellationToken);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_waiting.Count == 0) await _changed.Task.WaitAsync(cancellationToken);
            var group = _waiting.ToArray();
            foreach (var outputs in group)
                if (outputs.Events.Count > 0) await events.AppendAsync(partition, outputs.Sequence, outputs.Events, cancellationToken);
            await Task.WhenAll(group.SelectMany(outputs => outputs.Consequences).GroupBy(consequence => consequence.Key, consequence => consequence.Value)
                .Select(target => AppendAsync(target.Key, target, cancellationToken)));
            for (var i = 0; i < group.Length; i++) _waiting.Dequeue();
            WrittenThrough = group[^1].Sequence;
            Changed();
        }
    }

    private async Task AppendAsync(PartitionId target, IEnumerable<byte[]> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches) await appender.AppendAsync(target, batch, cancellationToken);
    }

    private void Changed()
    {
        var previous = _changed;
        _changed = NewSignal();
        previous.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
