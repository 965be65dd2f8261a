using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Snapshots;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>The members of <see cref="VehicleCore"/> in a snapshot, in their order.</summary>
internal static class VehicleCoreFormat
{
    public static void Write(SnapshotWriter to, in VehicleCore core)
    {
        to.Number(core.Version);
        to.Time(core.EventTime);
        to.Time(core.ReceivedAt);
        to.Time(core.LastFrameAt);
        to.Maybe(core.Link, WriteLink);
        to.Number((int)core.Silence);
        to.Number((int?)core.Power);
        to.Number((int?)core.Charge);
        to.Real(core.SpeedKmh);
        to.Real(core.OdometerKm);
        to.Number(core.SocPercent);
        to.Real(core.Longitude);
        to.Real(core.Latitude);
        to.Number(core.HydrogenPercent);
        to.Maybe(core.TripMeter, WriteMeter);
        to.Maybe(core.LastTrip, static (to, trip) =>
        {
            to.Time(trip.StartedAt);
            to.Time(trip.EndedAt);
            to.Real(trip.DistanceKm);
            to.Real(trip.EnergyKwh);
        });
        to.Maybe(core.ChargeMeter, WriteMeter);
        to.Maybe(core.LastCharging, static (to, session) =>
        {
            to.Time(session.StartedAt);
            to.Time(session.EndedAt);
            to.Number(session.SocFrom);
            to.Number(session.SocTo);
            to.Real(session.EnergyKwh);
        });
        to.Items(core.Alarms, PackFormat.WriteAlarm);
        to.Items(core.Serious, static (to, span) =>
        {
            to.Text(span.Flag);
            to.Time(span.From);
            to.Time(span.To);
        });
        to.Items(core.Quarantined, static (to, content) => to.Hash(content));
        to.Items(core.Packs, static (to, pack) =>
        {
            to.Number(pack.Subsystem);
            to.Text(pack.Code);
            to.Text(pack.ReportedCode);
            to.Flag(pack.Provisional);
            to.Time(pack.Since);
        });
        to.Time(core.PacksAt);
        to.Time(core.DigestAt);
        to.Maybe(core.Security, WriteSecurity);
        to.Numbers(core.Counters.Applied, core.Counters.Late, core.Counters.Duplicate, core.Counters.OutOfOrder, core.Counters.Quarantined);
    }

    public static VehicleCore Read(ref SnapshotReader from) => new()
    {
        Version = from.Number(),
        EventTime = from.MaybeTime(),
        ReceivedAt = from.Time(),
        LastFrameAt = from.MaybeTime(),
        Link = from.Maybe(ReadLink),
        Silence = (Silence)from.Int(),
        Power = (PowerState?)from.MaybeInt(),
        Charge = (ChargeState?)from.MaybeInt(),
        SpeedKmh = from.MaybeReal(),
        OdometerKm = from.MaybeReal(),
        SocPercent = from.MaybeInt(),
        Longitude = from.MaybeReal(),
        Latitude = from.MaybeReal(),
        HydrogenPercent = from.MaybeInt(),
        TripMeter = from.MaybeValue(ReadMeter),
        LastTrip = from.Maybe(static (ref from) => new Trip(from.Time(), from.MaybeTime(), from.MaybeReal(), from.Real())),
        ChargeMeter = from.MaybeValue(ReadMeter),
        LastCharging = from.Maybe(static (ref from) => new ChargingSession(from.Time(), from.MaybeTime(), from.MaybeInt(), from.MaybeInt(), from.Real())),
        Alarms = from.Items(PackFormat.ReadAlarm),
        Serious = from.Items(static (ref from) => new SeriousSpan(from.Text(), from.Time(), from.Time())),
        Quarantined = from.Items(static (ref from) => from.Hash()),
        Packs = from.Items(static (ref from) => new MountedPack(from.Int(), from.Text(), from.MaybeText(), from.Flag(), from.Time())),
        PacksAt = from.MaybeTime(),
        DigestAt = from.MaybeTime(),
        Security = from.Maybe(ReadSecurity),
        Counters = new ReportCounts(from.Number(), from.Number(), from.Number(), from.Number(), from.Number()),
    };

    private static void WriteLink(SnapshotWriter to, LinkState link)
    {
        to.Flag(link.Open);
        to.Text(link.Session.Incarnation);
        to.Number(link.Session.Number);
        to.Byte((byte)link.Session.Kind);
        to.Text(link.Session.Sender);
        to.Time(link.OpenedAt);
        to.Number(link.LoginSequence);
        to.Text(link.Iccid);
    }

    private static LinkState ReadLink(ref SnapshotReader from) => new(
        from.Flag(), new LinkSession(from.Text(), from.Number(), (LinkKind)from.Byte(), from.Text()), from.Time(), from.MaybeInt(), from.MaybeText());

    private static void WriteMeter(SnapshotWriter to, EnergyMeter meter)
    {
        to.Time(meter.StartedAt);
        to.Time(meter.LastAt);
        to.Real(meter.LastPowerW);
        to.Real(meter.EnergyJ);
        to.Real(meter.FirstOdometerKm);
        to.Real(meter.LastOdometerKm);
        to.Number(meter.FirstSocPercent);
        to.Number(meter.LastSocPercent);
    }

    private static EnergyMeter ReadMeter(ref SnapshotReader from) => new(
        from.Time(), from.Time(), from.MaybeReal(), from.Real(), from.MaybeReal(), from.MaybeReal(), from.MaybeInt(), from.MaybeInt());

    private static void WriteSecurity(SnapshotWriter to, ReportSecurity security)
    {
        to.Time(security.At);
        to.Byte((byte)security.Encryption);
        to.Byte((byte)security.Signature);
        to.Numbers(security.Decrypted, security.Undecrypted, security.Valid, security.Wrong, security.NoKey, security.Malformed, security.NoSignature);
    }

    private static ReportSecurity ReadSecurity(ref SnapshotReader from) => new(
        from.Time(), (Encryption)from.Byte(), (SignatureVerdict)from.Byte(),
        from.Number(), from.Number(), from.Number(), from.Number(), from.Number(), from.Number(), from.Number());
}
