using Orleans.Storage;

namespace Twins.Grains.Partitions;

/// <summary>A partition's records in grain storage: one checkpoint, and pages by number. Writes compare and set (R3, R4).</summary>
internal sealed class PartitionStore(IGrainStorage storage, PartitionId partition)
{
    private const string CheckpointState = "checkpoint";
    private const string PageState = "page";
    private GrainState<PartitionCheckpoint> _checkpoint = new();
    private readonly Dictionary<int, string?> _pageTags = [];

    public async Task<PartitionCheckpoint> ReadCheckpointAsync()
    {
        await storage.ReadStateAsync(CheckpointState, GrainId.Create(CheckpointState, partition.ToString()), _checkpoint);
        var found = _checkpoint is { RecordExists: true, State: { } state } ? state : PartitionCheckpoint.Empty;
        CheckSchema(found.Schema, PartitionCheckpoint.CurrentSchema, "checkpoint");
        return found;
    }

    public async Task WriteCheckpointAsync(PartitionCheckpoint checkpoint)
    {
        var record = new GrainState<PartitionCheckpoint> { State = checkpoint, ETag = _checkpoint.ETag, RecordExists = _checkpoint.RecordExists };
        await storage.WriteStateAsync(CheckpointState, GrainId.Create(CheckpointState, partition.ToString()), record);
        _checkpoint = record;
    }

    public async Task<TwinPage?> ReadPageAsync(int page)
    {
        var record = new GrainState<TwinPage>();
        await storage.ReadStateAsync(PageState, PageId(page), record);
        _pageTags.TryAdd(page, record.ETag);
        if (record is not { RecordExists: true, State: { } state }) return null;
        CheckSchema(state.Schema, TwinPage.CurrentSchema, $"page {page}");
        return state;
    }

    /// <summary>The highest position of all pages.</summary>
    public async Task<long> ReadPagesThroughAsync(int pages, CancellationToken cancellationToken)
    {
        long through = 0;
        for (var page = 0; page < pages; page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            through = Math.Max(through, (await ReadPageAsync(page))?.Position ?? 0);
        }

        return through;
    }

    /// <summary>
    /// Writes a page. Before the first page of a flush the checkpoint says that pages run ahead of it, and at the end of the flush how far. So a start knows
    /// above what the log must go on (R5), and reads the pages for it only where the process ended between the two.
    /// </summary>
    public async Task WritePageAsync(int page, TwinPage content)
    {
        if (_checkpoint.State is { PagesThrough: not null } checkpoint) await WriteCheckpointAsync(checkpoint with { PagesThrough = null });
        var record = new GrainState<TwinPage> { State = content, ETag = _pageTags.GetValueOrDefault(page) };
        await storage.WriteStateAsync(PageState, PageId(page), record);
        _pageTags[page] = record.ETag;
    }

    private GrainId PageId(int page) => GrainId.Create(PageState, $"{partition}/{page}");

    private void CheckSchema(int found, int expected, string what)
    {
        if (found != expected)
            throw new InvalidDataException($"The {what} of {partition} has schema {found}; this version reads schema {expected}.");
    }
}
