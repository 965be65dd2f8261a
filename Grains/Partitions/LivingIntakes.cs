using System.Collections.Immutable;

namespace Twins.Grains.Partitions;

/// <summary>The runs of the intake that are alive, and since when frames are accepted. Ticks carry both into the logs.</summary>
public sealed class LivingIntakes
{
    private readonly Lock _lock = new();
    private volatile State _state = new(null, []);
    private bool _hasEnded;

    /// <summary>Since when frames are accepted, UTC; null while they are not.</summary>
    public DateTimeOffset? AcceptingSince => _state.AcceptingSince;

    /// <summary>The living runs.</summary>
    public ImmutableArray<string> Incarnations => _state.Incarnations;

    /// <summary>Frames are accepted from now on by this run; it replaces an earlier run of the same process.</summary>
    public void Accepting(string incarnation, DateTimeOffset since)
    {
        lock (_lock) _state = new State(_hasEnded ? null : since, [incarnation]);
    }

    /// <summary>Frames are not accepted; the run and its sessions are still alive.</summary>
    public void NotAccepting()
    {
        lock (_lock) _state = _state with { AcceptingSince = null };
    }

    /// <summary>The process stops: frames are accepted no more, whatever else is said.</summary>
    public void End()
    {
        lock (_lock) (_hasEnded, _state) = (true, _state with { AcceptingSince = null });
    }

    private sealed record State(DateTimeOffset? AcceptingSince, ImmutableArray<string> Incarnations);
}
