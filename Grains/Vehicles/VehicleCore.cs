using System.Collections.Immutable;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>How long a vehicle with an open link has not been heard.</summary>
internal enum Silence
{
    None,
    Silent,
    Offline,
}

/// <summary>The open or last link.</summary>
internal sealed record LinkState(
    bool Open, LinkSession Session, DateTimeOffset OpenedAt, int? LoginSequence, string? Iccid);

/// <summary>
/// The state of a vehicle but for its raw data units and cells: a value, so that rules work on a draft and a failing rule leaves nothing behind.
/// What it refers to is immutable.
/// </summary>
internal record struct VehicleCore
{
    public VehicleCore() { }

    public long Version { get; set; }

    /// <summary>Report time of what is live.</summary>
    public DateTimeOffset? EventTime { get; set; }

    /// <summary><see cref="EventTime"/> was far ahead of its arrival, by a wall clock that was not settled: it is as good as the next report by a settled one says.</summary>
    public bool IsBelievedAhead { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Arrival of the newest frame; silence counts from here.</summary>
    public DateTimeOffset? LastFrameAt { get; set; }

    public LinkState? Link { get; set; }

    public Silence Silence { get; set; }

    public PowerState? Power { get; set; }

    public ChargeState? Charge { get; set; }

    public double? SpeedKmh { get; set; }

    public double? OdometerKm { get; set; }

    public int? SocPercent { get; set; }

    public double? Longitude { get; set; }

    public double? Latitude { get; set; }

    /// <summary>Hydrogen left, 0 to 100 %; null for a vehicle that has told none.</summary>
    public int? HydrogenPercent { get; set; }

    public EnergyMeter? TripMeter { get; set; }

    public Trip? LastTrip { get; set; }

    public EnergyMeter? ChargeMeter { get; set; }

    public ChargingSession? LastCharging { get; set; }

    public ImmutableArray<VehicleAlarm> Alarms { get; set; } = [];

    /// <summary>When flags were seen at level 3 or 4; each is told once, also when it comes again in late reports.</summary>
    public ImmutableArray<SeriousSpan> Serious { get; set; } = [];

    /// <summary>Contents of the last quarantined frames.</summary>
    public ImmutableArray<ulong> Quarantined { get; set; } = [];

    public ImmutableArray<MountedPack> Packs { get; set; } = [];

    /// <summary>Time of the newest login; an older one that is sent again says nothing of the packs.</summary>
    public DateTimeOffset? PacksAt { get; set; }

    /// <summary>Report time of the last digest to the packs.</summary>
    public DateTimeOffset? DigestAt { get; set; }

    /// <summary>Null before the first report that was encrypted or signed.</summary>
    public ReportSecurity? Security { get; set; }

    public ReportCounts Counters { get; set; }

    public readonly VehicleStatus Status => Link is not { Open: true }
        ? VehicleStatus.Offline
        : Silence switch
        {
            Silence.None => VehicleStatus.Online,
            Silence.Silent => VehicleStatus.Silent,
            _ => VehicleStatus.Offline,
        };

    public readonly int AlarmLevel => Alarms.IsEmpty ? 0 : Alarms.Max(alarm => alarm.Level);
}
