using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Twins.Simulator.Tests;

/// <summary>A clock that the test moves, and that says when someone waits for it; so no test advances before the wait has begun.</summary>
internal sealed class SignallingClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Assert.True(_timers.Writer.TryWrite(dueTime));
        return timer;
    }

    /// <summary>Waits until a timer of this length has been started since the last call.</summary>
    internal async Task AwaitTimerAsync(TimeSpan dueTime)
    {
        while (await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken) != dueTime)
            continue;
    }
}
