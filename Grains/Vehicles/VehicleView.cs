using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>What of a vehicle's state others see.</summary>
internal static class VehicleView
{
    public static VehicleRow Row(string vin, in VehicleCore core) => new(
        vin, core.Version, SilenceRule.WaitOf(core), core.Status, core.EventTime, core.ReceivedAt,
        core.Link is { Open: true, Session.Kind: LinkKind.Terminal } link ? link.Session.Incarnation : null,
        core.Longitude, core.Latitude, core.SocPercent, core.SpeedKmh, core.OdometerKm, NameOf(core.Power), NameOf(core.Charge), core.AlarmLevel)
    {
        HydrogenPercent = core.HydrogenPercent,
    };

    public static VehicleSnapshot Snapshot(string vin, in VehicleCore core, UnitBuffers units, PackBuffers packs) => new(
        vin, core.Version, core.Status, core.EventTime, core.ReceivedAt,
        core.Link is { } link
            ? new VehicleLink(link.Open, link.Session.Kind, link.Session.Sender, link.LoginSequence, link.Iccid, link.OpenedAt)
            : null,
        [.. units.Read()],
        core.Packs,
        [.. packs.Read()],
        core.Alarms,
        core.TripMeter is { } trip ? TripRule.Read(trip, null) : null,
        core.LastTrip,
        core.ChargeMeter is { } charging ? ChargingRule.Read(charging, null) : null,
        core.LastCharging,
        core.Counters)
    {
        Security = core.Security is { } s
            ? new VehicleSecurity(s.At, NameOf(s.Encryption), NameOf(s.Signature), s.Decrypted, s.Undecrypted, s.Valid, s.Wrong, s.NoKey, s.Malformed, s.NoSignature)
            : null,
    };

    private static string NameOf(Encryption encryption) => encryption switch
    {
        Encryption.None or Encryption.Unset => "none",
        Encryption.Rsa => "rsa",
        Encryption.Aes128 => "aes128",
        Encryption.Sm2 => "sm2",
        Encryption.Sm4 => "sm4",
        _ => "unknown",
    };

    private static string NameOf(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Valid => "valid",
        SignatureVerdict.Wrong => "wrong",
        SignatureVerdict.NoKey => "noKey",
        SignatureVerdict.Malformed => "malformed",
        _ => "none",
    };

    private static string? NameOf(PowerState? power) => power switch
    {
        PowerState.On => "on",
        PowerState.Off => "off",
        PowerState.Other => "other",
        _ => null,
    };

    private static string? NameOf(ChargeState? charge) => charge switch
    {
        ChargeState.ParkedCharging => "parkedCharging",
        ChargeState.DrivingCharging => "drivingCharging",
        ChargeState.NotCharging => "notCharging",
        ChargeState.Complete => "complete",
        _ => null,
    };
}
