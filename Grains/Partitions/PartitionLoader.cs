using Microsoft.Extensions.Logging;

namespace Twins.Grains.Partitions;

/// <summary>Brings a partition to its checkpoint: takes the next epoch by compare-and-set, reads its pages and restores its twins (R3, R5).</summary>
internal sealed partial class PartitionLoader(
    PartitionState state, TwinTable table, PartitionPorts ports, PartitionStore store, TwinRestorer restorer, ILogger logger)
{
    private const int ReadBytes = 4 * 1024 * 1024;

    /// <summary>How long a start looks behind a damaged record: a damaged page has some, and a file of which nothing can be read must not hold it up.</summary>
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(2);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var checkpoint = state.Begin(await store.ReadCheckpointAsync());
        await store.WriteCheckpointAsync(checkpoint);
        for (var page = 0; page < table.Pages; page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await store.ReadPageAsync(page) is not { } content) continue;
            table.Load(page, content);
            state.Paged(content.Position);
            await restorer.RestoreAsync(table, content, (e, twin) => LogNotRestored(e, twin, state.Name));
        }

        var end = await ports.Log.LastSequenceAsync(state.Id, cancellationToken);
        var accepted = Math.Max(await AcceptedElsewhereAsync(cancellationToken), await ports.Events.LastSequenceAsync(state.Id, cancellationToken));
        var floor = Math.Max(Math.Max(checkpoint.Sequence, state.PagesThrough), accepted);
        if (end < floor)
        {
            LogTailLost(state.Name, end, floor);
            await ports.Log.ContinueAboveAsync(state.Id, floor, cancellationToken);
        }

        // The log forgets what may go when it is opened; a partition that gets nothing new would hold its old segments for ever.
        await ports.Log.TruncateAsync(state.Id, checkpoint.Sequence, cancellationToken);
        await LookAheadAsync(cancellationToken);
        ports.Flush.Loaded();
        LogLoaded(state.Name, state.Epoch, table.Count, checkpoint.Sequence, end);
    }

    /// <summary>
    /// The largest sequence of this partition's own that a partition of another kind has accepted: what is sent under a lower one would be passed over
    /// there as known (R5).
    /// </summary>
    private async Task<long> AcceptedElsewhereAsync(CancellationToken cancellationToken)
    {
        long largest = 0;
        foreach (var other in ports.Map.All().Where(other => other.Kind != state.Id.Kind))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var found = await new PartitionStore(ports.Pages, other).ReadCheckpointAsync();
                foreach (var (writer, last) in found.Last)
                    if (PartitionWriter.TryParse(writer, out var source, out _) && source == state.Id) largest = Math.Max(largest, last);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The other meets the same damage, stops and says it; to stop all of this kind with it would help nobody.
                LogOtherNotRead(e, other, state.Name);
            }
        }

        return largest;
    }

    /// <summary>What an earlier run decided to pass over must be known before the batch concerned is applied again.</summary>
    private async Task LookAheadAsync(CancellationToken cancellationToken)
    {
        long? damaged = null;
        for (var after = state.AppliedSequence; damaged is not { } since || ports.Time.GetElapsedTime(since) < s_longestLook;)
        {
            try
            {
                var batches = await ports.Log.ReadAsync(state.Id, after, ReadBytes, cancellationToken);
                if (batches.Count == 0) return;
                foreach (var logged in batches)
                {
                    after = logged.Sequence;
                    LogBatch.Check(logged);
                    LookAt(logged);
                }
            }
            catch (LogDamagedException e)
            {
                // Everything before it is applied, and there the partition stops and says what to do; reads go on meanwhile (R7). Its own numbers behind it are taken all the same.
                if (damaged is null) LogDamagedAhead(e, state.Name);
                damaged ??= ports.Time.GetTimestamp();
                after = Math.Max(after, e.Sequence);
            }
        }
    }

    private void LookAt(LoggedBatch logged)
    {
        var (writer, number) = LogBatch.PeekWriter(logged.Bytes);
        if (writer == state.Name) state.FoundOwn(number);
        if (!LogBatch.PeekQuarantine(logged.Bytes.Span)) return;
        foreach (var (_, entry) in LogBatch.Decode(logged).Entries)
            if (entry.Kind == EntryKind.Quarantine) state.PassOver(PassedOver.FromPayload(entry.Payload));
    }

    [LoggerMessage(LogLevel.Error, "{Partition} will stop at a damaged record of its log.")]
    private partial void LogDamagedAhead(Exception exception, string partition);

    [LoggerMessage(LogLevel.Error, "What {Other} has accepted of {Partition} cannot be read.")]
    private partial void LogOtherNotRead(Exception exception, PartitionId other, string partition);

    [LoggerMessage(LogLevel.Information, "{Partition} loaded in epoch {Epoch}: {Twins} twins at sequence {Checkpoint}, log ends at {End}.")]
    private partial void LogLoaded(string partition, long epoch, int twins, long checkpoint, long end);

    [LoggerMessage(LogLevel.Error, "The log of {Partition} ends at {End}, below {Floor}, which its checkpoint, a page, the event log or another partition has: its tail was lost; new batches continue above it.")]
    private partial void LogTailLost(string partition, long end, long floor);

    [LoggerMessage(LogLevel.Warning, "Twin {TwinId} of {Partition} was not restored at the start; it will be when it is first needed.")]
    private partial void LogNotRestored(Exception exception, string twinId, string partition);
}
