using Microsoft.AspNetCore.Connections;

namespace Twins.Silo.Intake;

/// <summary>The open connections: how many of each kind, and which of them is a vehicle's own terminal. Thread-safe.</summary>
internal sealed class IntakeConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConnectionContext> _terminals = new(StringComparer.Ordinal);
    private readonly Dictionary<ConnectionContext, int> _carried = [];
    private long _number;
    private long _platforms;

    public long Terminals
    {
        get
        {
            lock (_lock) return _terminals.Count;
        }
    }

    public long Platforms => Interlocked.Read(ref _platforms);

    public long NextNumber() => Interlocked.Increment(ref _number);

    public void PlatformLoggedIn() => Interlocked.Increment(ref _platforms);

    public void PlatformGone() => Interlocked.Decrement(ref _platforms);

    /// <summary>
    /// A vehicle was heard over its own connection. The newest connection of a VIN wins (GB/T 32960.3, Annex B): an older one loses the vehicle, and is dropped when it carries no other.
    /// </summary>
    public void TerminalHeard(string vin, ConnectionContext connection)
    {
        ConnectionContext? dropped;
        lock (_lock)
        {
            if (_terminals.TryGetValue(vin, out var known) && known == connection) return;
            dropped = known is not null && Release(vin, known) ? known : null;
            _terminals.Add(vin, connection);
            _carried[connection] = _carried.GetValueOrDefault(connection) + 1;
        }

        dropped?.Abort(new ConnectionAbortedException($"Vehicle {vin} was heard over a newer connection."));
    }

    /// <summary>Whether the vehicle is still this connection's.</summary>
    public bool Holds(string vin, ConnectionContext connection)
    {
        lock (_lock) return _terminals.GetValueOrDefault(vin) == connection;
    }

    public void TerminalGone(string vin, ConnectionContext connection)
    {
        lock (_lock)
        {
            if (_terminals.GetValueOrDefault(vin) == connection) Release(vin, connection);
        }
    }

    /// <summary>Whether it was the connection's last.</summary>
    private bool Release(string vin, ConnectionContext connection)
    {
        _terminals.Remove(vin);
        var left = _carried[connection] - 1;
        if (left > 0) _carried[connection] = left;
        else _carried.Remove(connection);
        return left == 0;
    }
}
