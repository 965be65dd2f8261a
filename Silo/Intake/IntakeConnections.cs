using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Twins.Silo.Intake;

/// <summary>The open connections: how many of each kind, and which of them is a vehicle's own terminal.</summary>
internal sealed class IntakeConnections
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _terminals = new(StringComparer.Ordinal);
    private long _number;
    private long _platforms;

    public long Terminals => _terminals.Count;

    public long Platforms => Interlocked.Read(ref _platforms);

    public long NextNumber() => Interlocked.Increment(ref _number);

    public void PlatformLoggedIn() => Interlocked.Increment(ref _platforms);

    public void PlatformGone() => Interlocked.Decrement(ref _platforms);

    /// <summary>A vehicle logged in over its own connection; an older connection of the same VIN is dropped (GB/T 32960.3, Annex B: the new one wins).</summary>
    public void TerminalLoggedIn(string vin, ConnectionContext connection)
    {
        ConnectionContext? older = null;
        _terminals.AddOrUpdate(vin, connection, (_, known) =>
        {
            older = known == connection ? null : known;
            return connection;
        });
        older?.Abort(new ConnectionAbortedException($"Vehicle {vin} logged in over a newer connection."));
    }

    public void TerminalGone(string vin, ConnectionContext connection) => _terminals.TryRemove(KeyValuePair.Create(vin, connection));
}
