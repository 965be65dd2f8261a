using Twins.Grains.Audit;
using Twins.Grains.Partitions;

namespace Twins.Grains.Replay;

/// <summary>Twins in memory, without an engine: each a holder of its state machine.</summary>
internal sealed class ScratchTwins : ITwinDirectory
{
    private readonly Dictionary<string, ITwinGrain> _twins = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ITwinGrain Get(TwinKind kind, string id)
    {
        if (!_twins.TryGetValue(id, out var twin)) _twins.Add(id, twin = new ScratchTwin(kind, id));
        return twin;
    }
}

/// <summary>One of them. An engine may list it among its grains, because it is asked as one; nobody calls it by an engine.</summary>
internal sealed class ScratchTwin(TwinKind kind, string id) : ITwinGrain
{
    private readonly TwinHolder<ITwin> _holder = new(
        () => TwinKinds.Restore(kind, id, ReadOnlyMemory<byte>.Empty), snapshot => TwinKinds.Restore(kind, id, snapshot));

    /// <inheritdoc/>
    public ValueTask<TwinReply> ApplyAsync(TwinBatch batch) => ValueTask.FromResult(_holder.Apply(batch));

    /// <inheritdoc/>
    public ValueTask<TwinReply> RestoreAsync(TwinRestore restore) => ValueTask.FromResult(_holder.Restore(restore));

    /// <inheritdoc/>
    public ValueTask<TwinCapture> CaptureAsync(long epoch, long expectedPosition) => ValueTask.FromResult(_holder.Capture(epoch, expectedPosition));

    /// <inheritdoc/>
    public ValueTask<TwinSnapshot?> ReadAsync() => ValueTask.FromResult(_holder.Read());
}
