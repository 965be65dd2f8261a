namespace Twins.Grains.Partitions;

/// <summary>The thin grain around a twin. It never writes and never calls its partition.</summary>
/// <typeparam name="TTwin">The state machine.</typeparam>
public abstract class TwinGrain<TTwin> : Grain, ITwinGrain
    where TTwin : class, ITwin
{
    private readonly TwinHolder<TTwin> _holder;

    /// <summary>Starts without state; its partition restores it.</summary>
    protected TwinGrain() => _holder = new TwinHolder<TTwin>(
        () => Create(this.GetPrimaryKeyString()), snapshot => Restore(this.GetPrimaryKeyString(), snapshot));

    /// <inheritdoc/>
    public ValueTask<TwinReply> ApplyAsync(TwinBatch batch)
    {
        try
        {
            return ValueTask.FromResult(_holder.Apply(batch));
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<TwinReply> RestoreAsync(TwinRestore restore) => ValueTask.FromResult(_holder.Restore(restore));

    /// <inheritdoc/>
    public ValueTask<TwinCapture> CaptureAsync(long epoch, long expectedPosition) => ValueTask.FromResult(_holder.Capture(epoch, expectedPosition));

    /// <inheritdoc/>
    public ValueTask<TwinSnapshot?> ReadAsync() => ValueTask.FromResult(_holder.Read());

    /// <summary>A twin that nothing has happened to.</summary>
    protected abstract TTwin Create(string id);

    /// <summary>A twin as captured.</summary>
    protected abstract TTwin Restore(string id, ReadOnlyMemory<byte> snapshot);
}
