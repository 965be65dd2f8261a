using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>What of a vehicle's state others see.</summary>
internal static class VehicleView
{
    public static VehicleRow Row(string vin, in VehicleCore core) => new(
        vin, core.Version, SilenceRule.WaitOf(core), core.Status, core.EventTime, core.ReceivedAt,
        core.Link is { Open: true, Session.Kind: LinkKind.Terminal } link ? link.Session.Incarnation : null,
        core.Longitude, core.Latitude, core.SocPercent, core.SpeedKmh, core.OdometerKm, NameOf(core.Power), NameOf(core.Charge), core.AlarmLevel);

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
        core.Counters);

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
