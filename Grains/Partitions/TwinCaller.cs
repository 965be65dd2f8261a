using Microsoft.Extensions.Logging;

namespace Twins.Grains.Partitions;

/// <summary>Calls the twins of a partition until they have answered; restores those that are not where they should be (R3, R6).</summary>
internal sealed partial class TwinCaller(PartitionState state, PartitionPorts ports, TwinRestorer restorer, ILogger logger)
{
    /// <summary>Failures of one twin on one batch after which its entries of that batch are passed over (R6).</summary>
    private const int MaxFailures = 3;

    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(5);

    /// <summary>Applies one twin's entries; null when the twin failed on them three times and they are to be passed over.</summary>
    public async Task<TwinReply?> ApplyAsync(TwinSlot slot, TwinBatch batch, CancellationToken cancellationToken)
    {
        long? failing = null;
        for (var failures = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TwinReply reply;
            try
            {
                reply = await slot.Grain.ApplyAsync(batch);
            }
            catch (Exception e) when (IsOfTheWay(e))
            {
                // Unknown outcome: the same call again gets the same outcome again.
                LogRepeated(e, slot.Id, batch.Sequence, state.Name);
                if (IsLong(ref failing)) Fault = $"Twin {slot.Id} of {state.Name} does not answer: {e.Message}";
                await Task.Delay(s_retryDelay, ports.Time, cancellationToken);
                continue;
            }
            catch (Exception e)
            {
                LogFailed(e, slot.Id, batch.Sequence, state.Name, ++failures);
                if (failures < MaxFailures) continue;
                Failure = e;
                return null;
            }

            if (reply.Status == TwinStatus.Ok) return reply;
            if (reply.Status == TwinStatus.Fenced) throw new FencedException(state.Id, state.Epoch);
            await restorer.RestoreAsync(slot, batch.PreviousSequence, cancellationToken);
        }
    }

    /// <summary>The last failure of a twin whose entries are to be passed over.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Why a twin that is waited for does not answer, or cannot be captured; null while all do.</summary>
    public string? Fault { get; private set; }

    /// <summary>All that were called have answered.</summary>
    public void Answered() => Fault = null;

    /// <summary>The twin's snapshot between two batches; tried until it can be had, and a fault of the partition while it cannot.</summary>
    public async Task<ReadOnlyMemory<byte>> CaptureAsync(TwinSlot slot, CancellationToken cancellationToken)
    {
        long? failing = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TwinCapture capture;
            try
            {
                capture = await slot.Grain.CaptureAsync(state.Epoch, slot.LastSequence);
            }
            catch (Exception e) when (e is not FencedException)
            {
                LogCaptureFailed(e, slot.Id, state.Name);
                if (!IsOfTheWay(e) || IsLong(ref failing)) Fault = $"Twin {slot.Id} of {state.Name} cannot be captured: {e.Message}";
                await Task.Delay(s_retryDelay, ports.Time, cancellationToken);
                continue;
            }

            if (capture.Status == TwinStatus.Ok) return capture.Snapshot;
            if (capture.Status == TwinStatus.Fenced) throw new FencedException(state.Id, state.Epoch);
            await restorer.RestoreAsync(slot, slot.LastSequence, cancellationToken);
        }
    }

    /// <summary>Whether calls have failed for longer than an operator should not hear of it.</summary>
    private bool IsLong(ref long? since)
    {
        since ??= ports.Time.GetTimestamp();
        return ports.Time.GetElapsedTime(since.Value) > s_longestSilence;
    }

    /// <summary>Failures of the call, or of the machine, rather than of the twin: they say nothing about the entries.</summary>
    internal static bool IsOfTheWay(Exception e) => e is TimeoutException or OrleansException or OutOfMemoryException;

    [LoggerMessage(LogLevel.Warning, "Twin {TwinId} did not answer batch {Sequence} of {Partition}; calling again.")]
    private partial void LogRepeated(Exception exception, string twinId, long sequence, string partition);

    [LoggerMessage(LogLevel.Error, "Twin {TwinId} failed on batch {Sequence} of {Partition}, time {Failures} of 3.")]
    private partial void LogFailed(Exception exception, string twinId, long sequence, string partition, int failures);

    [LoggerMessage(LogLevel.Warning, "Twin {TwinId} of {Partition} could not be captured; calling again.")]
    private partial void LogCaptureFailed(Exception exception, string twinId, string partition);
}
