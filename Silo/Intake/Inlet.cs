using System.Buffers;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Silo.Intake;

/// <summary>The intake's side of one partition: gathers entries while an append is in flight (R1: its own sequence, one append in flight).</summary>
internal sealed class Inlet(
    PartitionId partition, string incarnation, IPartitionAppender appender, ReportCounters counters, CancellationToken cancellationToken)
{
    /// <summary>Bytes that may wait behind an append in flight; then senders wait, and TCP makes them slow.</summary>
    private const int MaxWaitingBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private LogBatchBuilder _filling = new();
    private LogBatchBuilder _spare = new();
    private TaskCompletionSource _durable = NewSignal();
    private Task _pump = Task.CompletedTask;
    private long _sequence;
    private int _reports;

    /// <summary>Completes when nothing is waiting.</summary>
    public Task Drained
    {
        get
        {
            lock (_lock) return _pump;
        }
    }

    /// <summary>Adds an entry; false when too much is waiting, until <paramref name="durable"/> completes.</summary>
    public bool TryAdd(
        EntryKind kind, string vin, ClockReading receivedAt, LinkSession link, ReadOnlySequence<byte> payload, bool isReport, out Task durable)
    {
        lock (_lock)
        {
            durable = _durable.Task;
            if (_filling.Bytes >= MaxWaitingBytes) return false;
            _filling.Add(kind, vin, receivedAt, link, payload);
            if (isReport) _reports++;
            if (_pump.IsCompleted) _pump = Task.Run(PumpAsync, CancellationToken.None);
            return true;
        }
    }

    private async Task PumpAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                await appender.AppendAsync(partition, batch.Bytes, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The log repeats what a disk refuses; what comes here will not get better. Nothing of it is answered, its connections end, and their senders send again.
                counters.NotLogged(batch.Reports);
                batch.Durable.SetException(new NotDurableException(partition, e));
                continue;
            }

            counters.Durable(partition, batch.Reports);
            batch.Durable.SetResult();
        }
    }

    private (byte[] Bytes, int Reports, TaskCompletionSource Durable)? Take()
    {
        lock (_lock)
        {
            if (_filling.Count == 0)
            {
                // The next entry starts a new pump; this one is as good as completed.
                _pump = Task.CompletedTask;
                return null;
            }

            (_filling, _spare) = (_spare, _filling);
            var taken = (_spare.Build(incarnation, ++_sequence), _reports, _durable);
            _reports = 0;
            _durable = NewSignal();
            return taken;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What was handed to a partition's log did not get into it.</summary>
internal sealed class NotDurableException(PartitionId partition, Exception cause) : Exception($"A batch for the log of {partition} was not written: {cause.Message}", cause);
