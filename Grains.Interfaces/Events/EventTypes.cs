namespace Twins.Grains.Events;

/// <summary>The types of events; outside they carry the prefix <c>twins.</c> and the suffix <c>.v1</c>.</summary>
public static class EventTypes
{
    /// <summary>A vehicle's link was opened: by login, or by the first frame over a platform's link.</summary>
    public const string LinkOpened = "vehicle.link.opened";

    /// <summary>A vehicle's link ended: by logout, loss of the connection, or the end of the intake that held it.</summary>
    public const string LinkClosed = "vehicle.link.closed";

    /// <summary>A vehicle logged in over another connection while its link was open; the new one wins.</summary>
    public const string LinkReplaced = "vehicle.link.replaced";

    /// <summary>The link is open and no frame came for 60 s.</summary>
    public const string Silent = "vehicle.silent";

    /// <summary>No frame came for ten minutes.</summary>
    public const string Offline = "vehicle.offline";

    /// <summary>A frame came after silence.</summary>
    public const string Online = "vehicle.online";

    /// <summary>A trip started: vehicle state 01.</summary>
    public const string TripStarted = "vehicle.trip.started";

    /// <summary>A trip ended: vehicle state 02, parked charging, or a gap of ten minutes.</summary>
    public const string TripEnded = "vehicle.trip.ended";

    /// <summary>A charging session started: charge state 01.</summary>
    public const string ChargingStarted = "vehicle.charging.started";

    /// <summary>A charging session ended: charge state 02, 03 or 04, or a gap of ten minutes.</summary>
    public const string ChargingEnded = "vehicle.charging.ended";

    /// <summary>An alarm flag appeared.</summary>
    public const string AlarmRaised = "vehicle.alarm.raised";

    /// <summary>The level of a raised alarm rose.</summary>
    public const string AlarmEscalated = "vehicle.alarm.escalated";

    /// <summary>An alarm flag disappeared.</summary>
    public const string AlarmCleared = "vehicle.alarm.cleared";

    /// <summary>A pack was mounted in a vehicle.</summary>
    public const string PackMounted = "battery-pack.mounted";

    /// <summary>A pack is no longer in its vehicle.</summary>
    public const string PackUnmounted = "battery-pack.unmounted";

    /// <summary>A pack was mounted in a vehicle while another still counted as its mount.</summary>
    public const string PackSwapped = "battery-pack.swapped";

    /// <summary>A report could not be read wholly, or was refused by a rule of time.</summary>
    public const string ReportQuarantined = "report.quarantined";

    /// <summary>The wall clock of a silo stepped by more than 5 s; the subject is <c>system</c>.</summary>
    public const string ClockStepped = "system.clock.stepped";
}
