using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>
/// The one writer of a partition's outputs: in the order of its batches, events before consequences, each written before the next (R2).
/// The ports retry I/O for ever, so what is here is written or the partition is gone.
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
            var outputs = _waiting.Peek();
            if (outputs.Events.Count > 0) await events.AppendAsync(partition, outputs.Sequence, outputs.Events, cancellationToken);
            foreach (var (target, batch) in outputs.Consequences) await appender.AppendAsync(target, batch, cancellationToken);
            _waiting.Dequeue();
            WrittenThrough = outputs.Sequence;
            Changed();
        }
    }

    private void Changed()
    {
        var previous = _changed;
        _changed = NewSignal();
        previous.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
