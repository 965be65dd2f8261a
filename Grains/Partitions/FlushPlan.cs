namespace Twins.Grains.Partitions;

/// <summary>
/// How often pages and checkpoint are written, so that a restart is caught up within its target (R4): (target - start - load) x replay rate / arrival rate,
/// less what a flush itself takes. Never so often that more than a quarter of the partitions write at a time: beyond the load for which the target can be held, what is left of
/// the machine is for reports. One for all partitions of a silo. Thread-safe.
/// </summary>
/// <param name="target">From the start of the process to caught up.</param>
/// <param name="time">The clock.</param>
/// <param name="configured">An interval that was set instead; null to derive it.</param>
/// <param name="startedAt">When the process started, as the clock's timestamp: what it did before it made this counts too. Null for now.</param>
public sealed class FlushPlan(TimeSpan target, TimeProvider time, TimeSpan? configured = null, long? startedAt = null)
{
    /// <summary>More often would write the same pages again and again.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>Rarer would let the log grow for nothing.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Entries a second that a restart goes through, until one was measured.</summary>
    public const double UsualReplayPerSecond = 30_000;

    /// <summary>An interval is at least so many times what a flush takes.</summary>
    public const int FlushesInAnInterval = 4;

    /// <summary>Fewer entries say nothing of a rate.</summary>
    private const long MeasurableEntries = 50_000;

    private readonly Lock _lock = new();
    private readonly long _started = startedAt ?? time.GetTimestamp();
    private TimeSpan _load;
    private TimeSpan _flush;
    private double _replayPerSecond = UsualReplayPerSecond;
    private double _arrivalPerSecond;
    private bool _isCaughtUp;
    private long _applied;
    private long _observed;
    private long _observedAt = time.GetTimestamp();
    private double _intervals;
    private long _countedAt = time.GetTimestamp();

    /// <summary>The time from the start of a flush of a partition to the start of its next.</summary>
    public TimeSpan Interval
    {
        get
        {
            lock (_lock)
            {
                if (configured is { } interval) return interval;
                var shortest = _flush * FlushesInAnInterval > Shortest ? _flush * FlushesInAnInterval : Shortest;
                var wanted = _arrivalPerSecond < 1 ? Longest : (target - _load) * (_replayPerSecond / _arrivalPerSecond) - _flush;
                wanted = wanted > Longest ? Longest : wanted;
                return wanted < shortest ? shortest : wanted;
            }
        }
    }

    /// <summary>Intervals that have passed, as long as each was at its time: whatever becomes of the interval, partitions that begin at different parts of it go on doing so.</summary>
    public double IntervalsPassed
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetTimestamp();
                _intervals += time.GetElapsedTime(_countedAt, now) / Interval;
                _countedAt = now;
                return _intervals;
            }
        }
    }

    /// <summary>
    /// Whether the partitions are still on their way to the first time that all have caught up: what a flush takes would come late. A restart that has missed its target
    /// by far writes all the same, so that the next one need not begin anew.
    /// </summary>
    public bool IsRestarting
    {
        get
        {
            lock (_lock) return !_isCaughtUp && time.GetElapsedTime(_started) < target * 2;
        }
    }

    /// <summary>Entries a second that the last restart went through, or <see cref="UsualReplayPerSecond"/>.</summary>
    public double ReplayPerSecond
    {
        get
        {
            lock (_lock) return _replayPerSecond;
        }
    }

    /// <summary>A partition applied a batch of so many entries.</summary>
    public void Applied(int entries) => Interlocked.Add(ref _applied, entries);

    /// <summary>A partition has read its pages.</summary>
    public void Loaded()
    {
        lock (_lock)
            if (!_isCaughtUp) _load = time.GetElapsedTime(_started);
    }

    /// <summary>A partition's flush took so long. What was an outage says little of the next.</summary>
    public void Flushed(TimeSpan took)
    {
        if (took > Longest) took = Longest;
        lock (_lock) _flush = took > _flush ? took : _flush * 0.9 + took * 0.1;
    }

    /// <summary>All partitions have caught up for the first time: what was applied until now was replay.</summary>
    public void CaughtUp()
    {
        lock (_lock)
        {
            if (_isCaughtUp) return;
            _isCaughtUp = true;
            var replay = time.GetElapsedTime(_started) - _load;
            var entries = Interlocked.Read(ref _applied);
            if (entries >= MeasurableEntries && replay > TimeSpan.Zero) _replayPerSecond = entries / replay.TotalSeconds;
            (_observed, _observedAt) = (entries, time.GetTimestamp());
        }
    }

    /// <summary>Measures arrivals; to be called each second or so once caught up.</summary>
    public void Observe()
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_observedAt).TotalSeconds;
            if (!_isCaughtUp || elapsed <= 0) return;
            var now = Interlocked.Read(ref _applied);
            // A minute's memory: a burst of seconds changes little, a new load is known before the next flush.
            var weight = 1 - Math.Exp(-elapsed / 60);
            _arrivalPerSecond += weight * ((now - _observed) / elapsed - _arrivalPerSecond);
            (_observed, _observedAt) = (now, time.GetTimestamp());
        }
    }
}
