namespace Twins.Grains.Partitions;

/// <summary>The thin grain around a twin: exactly at a position, under an epoch; it keeps its last outcome and never writes (R3, R4, R6).</summary>
/// <typeparam name="TTwin">The state machine.</typeparam>
public abstract class TwinGrain<TTwin> : Grain, ITwinGrain
    where TTwin : class, ITwin
{
    private TTwin? _twin;
    private long _epoch;
    private long _position;
    private TwinReply? _last;

    /// <inheritdoc/>
    public ValueTask<TwinReply> ApplyAsync(TwinBatch batch) => ValueTask.FromResult(Apply(batch));

    /// <inheritdoc/>
    public ValueTask<TwinReply> RestoreAsync(TwinRestore restore)
    {
        if (restore.Epoch < _epoch) return ValueTask.FromResult(TwinReply.Fenced);
        _twin = null;
        _twin = restore.Snapshot.IsEmpty ? Create(this.GetPrimaryKeyString()) : Restore(this.GetPrimaryKeyString(), restore.Snapshot);
        _epoch = restore.Epoch;
        _position = restore.Position;
        _last = null;
        return ValueTask.FromResult(TwinReply.Quiet(_twin.Row()));
    }

    /// <inheritdoc/>
    public ValueTask<TwinCapture> CaptureAsync(long epoch, long expectedPosition)
    {
        if (epoch < _epoch) return ValueTask.FromResult(new TwinCapture(TwinStatus.Fenced, default));
        if (_twin is null || epoch > _epoch || expectedPosition != _position)
            return ValueTask.FromResult(new TwinCapture(TwinStatus.NeedState, default));
        return ValueTask.FromResult(new TwinCapture(TwinStatus.Ok, _twin.Capture()));
    }

    /// <inheritdoc/>
    public ValueTask<TwinSnapshot?> ReadAsync() => ValueTask.FromResult(_twin?.Read());

    /// <summary>A twin that nothing has happened to.</summary>
    protected abstract TTwin Create(string id);

    /// <summary>A twin as captured.</summary>
    protected abstract TTwin Restore(string id, ReadOnlyMemory<byte> snapshot);

    private TwinReply Apply(TwinBatch batch)
    {
        if (batch.Epoch < _epoch) return TwinReply.Fenced;
        if (_twin is null || batch.Epoch > _epoch) return TwinReply.NeedState;
        if (batch.Sequence == _position) return _last ?? TwinReply.Quiet(_twin.Row());
        if (batch.PreviousSequence != _position) return TwinReply.NeedState;
        try
        {
            _last = _twin.Apply(batch);
            _position = batch.Sequence;
            return _last;
        }
        catch
        {
            // Outside decoding and rules nothing is known of what was changed: the state is worthless.
            _twin = null;
            _last = null;
            DeactivateOnIdle();
            throw;
        }
    }
}
