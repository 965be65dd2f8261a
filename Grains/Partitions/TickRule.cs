namespace Twins.Grains.Partitions;

/// <summary>Which twins a tick is given to: those whose time has come, and those whose link belonged to an intake run that is gone.</summary>
internal static class TickRule
{
    /// <summary>An arrival that is so far ahead of a tick was dated by another run's clock, which was ahead.</summary>
    private static readonly TimeSpan s_aheadOfTick = TimeSpan.FromMinutes(5);

    /// <param name="wait">The twin's; see <see cref="TwinRow.Wait"/>.</param>
    /// <param name="incarnation">The intake run that holds its open link; null without one.</param>
    /// <param name="tick">The tick.</param>
    public static bool Concerns(TwinWait? wait, string? incarnation, Tick tick) =>
        (wait is { } waits && SilentFor(waits.Since, tick) >= (waits.For == WaitKind.Silence ? tick.SilentAfter : tick.OfflineAfter))
        || (incarnation is not null && !tick.Incarnations.Contains(incarnation));

    /// <summary>Since the last frame or since frames are accepted, whichever is later: other time does not count (R9).</summary>
    public static TimeSpan SilentFor(DateTimeOffset lastFrameAt, Tick tick)
    {
        var since = tick.AcceptingSince ?? tick.Time;
        var counted = lastFrameAt > since && lastFrameAt - tick.Time < s_aheadOfTick ? lastFrameAt : since;
        return tick.Time - counted;
    }
}
