namespace Twins.Silo.Storage;

/// <summary>
/// How long the stores of a data directory may take to close, all together: a disk that hangs must not hold the end of the process for ever. Counted from
/// the first that begins to close.
/// </summary>
/// <param name="limit">As <c>Fleet:StopSeconds</c>; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
internal sealed class StopLimit(TimeSpan limit)
{
    private long _begun;

    /// <summary>Whether a store has ended before the time was up.</summary>
    public async Task<bool> WaitAsync(Task ending, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var begun = Interlocked.CompareExchange(ref _begun, now, 0) is not 0 and var first ? first : now;
        var left = limit - time.GetElapsedTime(begun);
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
