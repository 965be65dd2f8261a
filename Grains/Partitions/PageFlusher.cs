using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Twins.Grains.Partitions;

/// <summary>
/// Writes changed pages and then the checkpoint (R4): the checkpoint's sequence is taken before the first capture, each page is captured between two
/// batches when all outputs before it are written, and written beside the batches that follow, one at a time.
/// </summary>
internal sealed partial class PageFlusher(
    PartitionState state, TwinTable table, PartitionPorts ports, PartitionStore store, OutputWriter writer, TwinCaller caller, ILogger logger)
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWrite = TimeSpan.FromSeconds(5);
    private readonly Queue<int> _pages = new();
    private PartitionCheckpoint? _checkpoint;
    private double? _interval;
    private long _begun;
    private (string What, long Begun)? _write;
    private string? _failure;

    /// <summary>The write that is under way; completed when none is.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>There is something to do between batches.</summary>
    public bool IsActive => _checkpoint is not null;

    /// <summary>
    /// Why writing fails; null while it does not. The partition stops applying until it works again (R7). A store that hangs throws nothing, so a write that does
    /// not return is a fault while it lasts.
    /// </summary>
    public string? Fault => _failure ?? (_write is { } write && ports.Time.GetElapsedTime(write.Begun) > s_longestWrite
        ? $"{state.Name} has been writing its {write.What} for more than {s_longestWrite.TotalSeconds} s." : null);

    /// <summary>Starts a flush when one is due; <paramref name="now"/> starts one anyway.</summary>
    public void StartIfDue(bool now)
    {
        if (ports.Flush.IsRestarting && !now) return;
        // The partitions of a silo flush one after the other, not all at once.
        var interval = Math.Floor(ports.Flush.IntervalsPassed + (double)state.Id.Number / ports.Map.Count);
        _interval ??= interval;
        if (!Writing.IsCompleted || IsActive || state.AppliedSequence == state.CheckpointSequence) return;
        if (!now && interval <= _interval) return;
        _interval = interval;
        _begun = ports.Time.GetTimestamp();
        _checkpoint = state.Checkpoint();
        foreach (var page in table.TakeDirty()) _pages.Enqueue(page);
    }

    /// <summary>One step between two batches: captures the next page, or writes the checkpoint after the last.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        if (!IsActive) return;
        if (!Writing.IsCompleted && Fault is null) return;
        await Writing.WaitAsync(cancellationToken);
        if (_pages.TryDequeue(out var page))
        {
            var content = await CaptureAsync(page, cancellationToken);
            Writing = WriteAsync($"page {page}", () => store.WritePageAsync(page, content), cancellationToken);
            return;
        }

        var checkpoint = _checkpoint!;
        await writer.WhenWrittenAsync(checkpoint.Sequence, cancellationToken);
        Writing = WriteCheckpointAsync(checkpoint, cancellationToken);
        _checkpoint = null;
    }

    private async Task<TwinPage> CaptureAsync(int page, CancellationToken cancellationToken)
    {
        await writer.WhenWrittenAsync(state.AppliedSequence, cancellationToken);
        var slots = table.OfPage(page);
        var snapshots = await Task.WhenAll(slots.Select(slot => caller.CaptureAsync(slot, cancellationToken)));
        caller.Answered();
        state.Paged(state.AppliedSequence);
        return new TwinPage(TwinPage.CurrentSchema, state.AppliedSequence,
            slots.Select((slot, i) => new PagedTwin(slot.Id, slot.LastSequence, slot.Row, snapshots[i])).ToImmutableArray());
    }

    private async Task WriteCheckpointAsync(PartitionCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await WriteAsync("checkpoint", () => store.WriteCheckpointAsync(checkpoint with { PagesThrough = state.PagesThrough }), cancellationToken);
        state.Checkpointed(checkpoint);
        ports.Flush.Flushed(ports.Time.GetElapsedTime(_begun));
        await ports.Log.TruncateAsync(state.Id, checkpoint.Sequence, cancellationToken);
    }

    private async Task WriteAsync(string what, Func<Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _write = (what, ports.Time.GetTimestamp());
                await write();
                _failure = null;
                return;
            }
            catch (Exception e) when (e is not Orleans.Storage.InconsistentStateException)
            {
                _failure = $"{state.Name} cannot write its {what}: {e.Message}";
                LogNotWritten(e, what, state.Name);
                await Task.Delay(s_retryDelay, ports.Time, cancellationToken);
            }
            finally
            {
                _write = null;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The {What} of {Partition} could not be written; trying again, no batch is applied until it works.")]
    private partial void LogNotWritten(Exception exception, string what, string partition);
}
