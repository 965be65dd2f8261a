namespace Twins.Grains.Partitions;

/// <summary>Stream time: the wall clock at the start plus what a monotonic clock has counted since, so it never goes backwards (R9).</summary>
/// <param name="time">The clock.</param>
public sealed class StreamClock(TimeProvider time)
{
    private readonly DateTimeOffset _base = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => _base + time.GetElapsedTime(_started);

    /// <summary>How far the wall clock has moved away from stream time: positive when it was set forward.</summary>
    public TimeSpan WallClockOffset => time.GetUtcNow() - Now;
}
