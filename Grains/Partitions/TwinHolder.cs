namespace Twins.Grains.Partitions;

/// <summary>A twin exactly at a position of its partition's log, under an epoch, with its last outcome (R3). Pure; the grain around it adds the engine.</summary>
/// <typeparam name="TTwin">The state machine.</typeparam>
/// <param name="create">Makes a twin that nothing has happened to.</param>
/// <param name="restore">Makes a twin as captured.</param>
public sealed class TwinHolder<TTwin>(Func<TTwin> create, Func<ReadOnlyMemory<byte>, TTwin> restore)
    where TTwin : class, ITwin
{
    private TTwin? _twin;
    private long _epoch;
    private long _position;
    private TwinReply? _said;
    private ReportCounts _reports;

    /// <summary>Applies a batch, or says why not. An exception leaves the holder empty: of a state that failed half-way nothing is known (R6).</summary>
    public TwinReply Apply(TwinBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Epoch < _epoch) return TwinReply.Fenced;
        if (_twin is null || batch.Epoch > _epoch) return TwinReply.NeedState;
        if (batch.Sequence == _position) return _said ?? TwinReply.Quiet(_twin.Row(), _reports);
        if (batch.PreviousSequence != _position) return TwinReply.NeedState;
        var twin = _twin;
        Forget();
        var reply = twin.Apply(batch);
        // Most batches say nothing to anybody. What is kept of each of a city's twins until its next batch is what a collector has to carry.
        (_said, _reports) = (reply.IsQuiet ? null : reply, reply.Reports);
        _position = batch.Sequence;
        _twin = twin;
        return reply;
    }

    /// <summary>Puts the twin at a position.</summary>
    public TwinReply Restore(TwinRestore state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Epoch < _epoch) return TwinReply.Fenced;
        Forget();
        _twin = state.Snapshot.IsEmpty ? create() : restore(state.Snapshot);
        (_epoch, _position) = (state.Epoch, state.Position);
        return TwinReply.Restored;
    }

    /// <summary>The snapshot, if the twin is exactly at the position under the epoch.</summary>
    public TwinCapture Capture(long epoch, long expectedPosition)
    {
        if (epoch < _epoch) return new TwinCapture(TwinStatus.Fenced, default);
        return _twin is null || epoch > _epoch || expectedPosition != _position
            ? new TwinCapture(TwinStatus.NeedState, default)
            : new TwinCapture(TwinStatus.Ok, _twin.Capture());
    }

    /// <summary>The twin as a reader sees it; null when it holds no state.</summary>
    public TwinSnapshot? Read() => _twin?.Read();

    private void Forget() => (_twin, _said, _reports) = (null, null, default);
}
