using Orleans.Storage;

namespace Twins.Grains.Partitions;

/// <summary>A partition's records in grain storage: one checkpoint, and pages by number. Writes compare and set (R3, R4).</summary>
internal sealed class PartitionStore(IGrainStorage storage, PartitionId partition)
{
    private const string CheckpointState = "checkpoint";
    private const string PageState = "page";
    private readonly GrainState<PartitionCheckpoint> _checkpoint = new();
    private readonly Dictionary<int, string?> _pageTags = [];

    public async Task<PartitionCheckpoint> ReadCheckpointAsync()
    {
        await storage.ReadStateAsync(CheckpointState, GrainId.Create(CheckpointState, partition.ToString()), _checkpoint);
        var found = _checkpoint is { RecordExists: true, State: { } state } ? state : PartitionCheckpoint.Empty;
        CheckSchema(found.Schema, PartitionCheckpoint.CurrentSchema, "checkpoint");
        return found;
    }

    public Task WriteCheckpointAsync(PartitionCheckpoint checkpoint)
    {
        _checkpoint.State = checkpoint;
        return storage.WriteStateAsync(CheckpointState, GrainId.Create(CheckpointState, partition.ToString()), _checkpoint);
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

    public async Task WritePageAsync(int page, TwinPage content)
    {
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
