namespace Orleans.Runtime;

/// <summary>
/// The time since the start of the silo, advanced by one timer, so that reading it costs nothing on the way of a call.
/// Timeouts and idleness are measured by it; both are exact to one period.
/// </summary>
internal sealed class CoarseClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _nowMs;

    public CoarseClock(TimeProvider time, TimeSpan period, Action<long> onTick)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = Timers.Create(time, _ => Tick(onTick), null);
        _timer.Change(period, period);
    }

    public long NowMs => Volatile.Read(ref _nowMs);

    public void Dispose() => _timer.Dispose();

    private void Tick(Action<long> onTick)
    {
        var now = (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _nowMs, now);
        onTick(now);
    }
}
