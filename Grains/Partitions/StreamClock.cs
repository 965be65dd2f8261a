using System.Text.Json;

namespace Twins.Grains.Partitions;

/// <summary>One look at the clock.</summary>
/// <param name="Time">Stream time, UTC.</param>
/// <param name="IsSettled">Whether the wall clock agrees: while it does not, neither silence nor a report's distance from its arrival means anything.</param>
public readonly record struct ClockReading(DateTimeOffset Time, bool IsSettled);

/// <summary>
/// Stream time (R9): the wall clock at the start plus what a monotonic clock has counted since, so it never goes backwards. A wall clock that steps
/// by more than 5 s unsettles it; once the wall clock has run evenly for 30 s, it is re-based: it follows a step forward, and goes on as it was after a step back.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class StreamClock(TimeProvider time)
{
    /// <summary>A wall clock that is this far from stream time has stepped.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>For so long a wall clock must run evenly before stream time is re-based on it.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_even = TimeSpan.FromSeconds(1);
    private const int MaxUntold = 64;
    private readonly Lock _lock = new();
    private readonly Queue<ClockStep> _untold = new();
    private readonly long _started = time.GetTimestamp();
    private volatile Base _base = new(time.GetUtcNow(), TimeSpan.Zero, null);
    private (TimeSpan Offset, long Since)? _step;

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => _base.Start + time.GetElapsedTime(_started);

    /// <summary>Since when stream time is as it is, UTC; null since the start. Before it, no silence is counted.</summary>
    public DateTimeOffset? RebasedAt => _base.RebasedAt;

    /// <summary>The oldest step of which no log says yet; null when all are told.</summary>
    public ClockStep? Untold
    {
        get
        {
            lock (_lock) return _untold.TryPeek(out var step) ? step : null;
        }
    }

    /// <summary>Now, and whether the wall clock agrees.</summary>
    public ClockReading Read()
    {
        var based = _base;
        var now = based.Start + time.GetElapsedTime(_started);
        return new ClockReading(now, (time.GetUtcNow() - now - based.KnownOffset).Duration() <= Tolerance);
    }

    /// <summary>The log says of a step now.</summary>
    /// <param name="step">The one that <see cref="Untold"/> gave.</param>
    public void Told(ClockStep step)
    {
        lock (_lock)
            if (_untold.TryPeek(out var oldest) && oldest == step) _untold.Dequeue();
    }

    /// <summary>Looks for steps and re-bases; to be called each second or so.</summary>
    public void Observe()
    {
        lock (_lock)
        {
            var based = _base;
            var now = Now;
            var offset = time.GetUtcNow() - now - based.KnownOffset;
            if (offset.Duration() <= Tolerance)
            {
                _step = null;
            }
            else if (_step is not { } step || (offset - step.Offset).Duration() > s_even)
            {
                _step = (offset, time.GetTimestamp());
                // A clock that jumps about while no log can be written: the newest steps are the ones that matter.
                if (_untold.Count == MaxUntold) _untold.Dequeue();
                _untold.Enqueue(new ClockStep(now, offset));
            }
            else if (time.GetElapsedTime(step.Since) >= Steady)
            {
                _base = offset > TimeSpan.Zero
                    ? new Base(based.Start + offset, based.KnownOffset, now + offset)
                    : new Base(based.Start, based.KnownOffset + offset, now);
                _step = null;
            }
        }
    }

    /// <param name="Start">Stream time at the monotonic clock's start.</param>
    /// <param name="KnownOffset">How far the wall clock is from stream time, not counting a step that is under way.</param>
    /// <param name="RebasedAt">When it became so.</param>
    private sealed record Base(DateTimeOffset Start, TimeSpan KnownOffset, DateTimeOffset? RebasedAt);
}

/// <summary>The wall clock stepped; the payload of a log entry of that kind.</summary>
/// <param name="Time">Stream time when it was seen, UTC.</param>
/// <param name="Offset">How far: positive for forward.</param>
public sealed record ClockStep(DateTimeOffset Time, TimeSpan Offset)
{
    /// <summary>As the payload of a log entry.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, PartitionJson.Default.ClockStep);

    /// <summary>From the payload of a log entry.</summary>
    public static ClockStep FromPayload(ReadOnlyMemory<byte> payload) =>
        JsonSerializer.Deserialize(payload.Span, PartitionJson.Default.ClockStep) ?? throw new JsonException("A clock step is null.");
}
