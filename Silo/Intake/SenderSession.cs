using Twins.Grains.Partitions;

namespace Twins.Silo.Intake;

/// <summary>Who sends over one connection, and for which vehicles it may. Pure.</summary>
internal sealed class SenderSession(string incarnation, long number, bool acceptUnknown, Func<string, bool> isTerminal)
{
    /// <summary>Vehicles that one terminal connection may log in; a gateway for a few is known, more is a platform.</summary>
    private const int MaxVehicles = 64;

    private readonly Dictionary<string, LinkSession> _vehicles = new(StringComparer.Ordinal);

    /// <summary>The platform that logged in; null without one.</summary>
    public LinkSession? Platform { get; private set; }

    /// <summary>Who sends: the platform, or the first of the terminals; null before a login.</summary>
    public string? Sender => Platform?.Sender ?? _vehicles.Values.FirstOrDefault()?.Sender;

    /// <summary>Failed logins so far.</summary>
    public int FailedLogins { get; private set; }

    /// <summary>Whether anybody has logged in.</summary>
    public bool IsLoggedIn => Platform is not null || _vehicles.Count > 0;

    /// <summary>Vehicles that logged in over this connection as terminals and have not logged out.</summary>
    public IReadOnlyDictionary<string, LinkSession> Vehicles => _vehicles;

    public void PlatformLoggedIn(string name) => Platform = new LinkSession(incarnation, number, LinkKind.Platform, name);

    public void PlatformLoggedOut() => Platform = null;

    public void LoginFailed() => FailedLogins++;

    /// <summary>Whether a vehicle may be a terminal of this connection.</summary>
    public bool MayLogIn(string vin) => _vehicles.ContainsKey(vin) || ((acceptUnknown || isTerminal(vin)) && _vehicles.Count < MaxVehicles);

    /// <summary>A vehicle logs in; the session for its frames, or null when it may not.</summary>
    public LinkSession? VehicleLogsIn(string vin)
    {
        if (Platform is not null) return Platform;
        if (_vehicles.TryGetValue(vin, out var known)) return known;
        if (!MayLogIn(vin)) return null;
        var session = LinkOf(vin);
        _vehicles.Add(vin, session);
        return session;
    }

    /// <summary>A vehicle logged out; its connection may log it in again.</summary>
    public void VehicleLoggedOut(string vin) => _vehicles.Remove(vin);

    /// <summary>
    /// The session for a vehicle's frame, or null when it may not send. Where unknown senders are accepted, a frame that is taken is as good as a login; <see cref="Carries"/> says that it is.
    /// </summary>
    public LinkSession? ForFrameOf(string vin) => Platform ?? (_vehicles.TryGetValue(vin, out var session) ? session : acceptUnknown && MayLogIn(vin) ? LinkOf(vin) : null);

    /// <summary>A frame of a terminal is taken.</summary>
    public void Carries(string vin, LinkSession link) => _vehicles.TryAdd(vin, link);

    private LinkSession LinkOf(string vin) => new(incarnation, number, LinkKind.Terminal, vin);
}
