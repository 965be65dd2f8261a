namespace Twins.Silo.Storage;

/// <summary>
/// How long the stores of a data directory may take to close, all together: a disk that hangs must not hold the end of the process for ever. Counted from
/// <see cref="Begin"/>, or from the first that begins to close.
/// </summary>
/// <param name="limit">As <c>Fleet:StopSeconds</c>; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
internal sealed class StopLimit(TimeSpan limit)
{
    private long _begun;

    /// <summary>A stop was asked for: what is done before the stores close counts too.</summary>
    public void Begin(TimeProvider time) => Interlocked.CompareExchange(ref _begun, time.GetTimestamp(), 0);

    /// <summary>Whether a store has ended before the time was up.</summary>
    public async Task<bool> WaitAsync(Task ending, TimeProvider time)
    {
        Begin(time);
        var left = limit - time.GetElapsedTime(Interlocked.Read(ref _begun));
        if (limit == Timeout.InfiniteTimeSpan) left = limit;
        else if (left < TimeSpan.Zero) left = TimeSpan.Zero;
        try
        {
            await ending.WaitAsync(left, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
