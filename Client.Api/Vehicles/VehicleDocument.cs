using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>The whole of a vehicle.</summary>
/// <param name="Vin">Vehicle identification number (GB 16735).</param>
/// <param name="Version">Rises with every change of the document; the entity tag is <c>"v{version}"</c>.</param>
/// <param name="Status">online = link open and a frame within 60 s; silent = link open, none for 60 s; offline = logged out, link lost, or none for ten minutes.</param>
/// <param name="EventTime">Time of the newest live report; absent before the first.</param>
/// <param name="ReceivedAt">Arrival of the newest message.</param>
/// <param name="Registration">Static information of the vehicle; null while nothing is registered.</param>
/// <param name="Link">The open or last link; absent before the first.</param>
/// <param name="State">The newest reading of each data unit that the vehicle has reported.</param>
/// <param name="Packs">Mounted battery packs, by subsystem.</param>
/// <param name="Alarms">Alarms that are not cleared.</param>
/// <param name="Trip">The trip under way; null when there is none.</param>
/// <param name="LastTrip">The last finished trip; absent before the first.</param>
/// <param name="Session">The charging session under way; null when there is none.</param>
/// <param name="LastSession">The last finished charging session; absent before the first.</param>
/// <param name="Counters">What became of its realtime and reissue reports, each counted once.</param>
/// <param name="Security">How its reports are encrypted and signed; absent before the first that is.</param>
internal sealed record VehicleDocument(
    string Vin,
    long Version,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<VehicleStatus>))] VehicleStatus Status,
    DateTimeOffset? EventTime,
    DateTimeOffset ReceivedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] JsonObject? Registration,
    LinkDocument? Link,
    VehicleState State,
    IReadOnlyList<MountedPackDocument> Packs,
    IReadOnlyList<AlarmDocument> Alarms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TripDocument? Trip,
    TripDocument? LastTrip,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ChargingSessionDocument? Session,
    ChargingSessionDocument? LastSession,
    CountersDocument Counters,
    SecurityDocument? Security)
{
    internal static VehicleDocument Of(VehicleSnapshot vehicle) => new(
        vehicle.Id, vehicle.Version, vehicle.Status, vehicle.EventTime, vehicle.ReceivedAt, Registration: null, LinkDocument.Of(vehicle.Link),
        new VehicleState(vehicle.State), [.. vehicle.Packs.Select(MountedPackDocument.Of)], [.. vehicle.Alarms.Select(AlarmDocument.Of)],
        TripDocument.Of(vehicle.Trip), TripDocument.Of(vehicle.LastTrip),
        ChargingSessionDocument.Of(vehicle.Charging), ChargingSessionDocument.Of(vehicle.LastCharging), CountersDocument.Of(vehicle.Counters),
        SecurityDocument.Of(vehicle.Security));
}

/// <summary>How a vehicle is, or was last, connected.</summary>
/// <param name="Kind">terminal: the vehicle's own; platform: a manufacturer's, which carries many vehicles.</param>
/// <param name="Sender">Name of the account; the VIN for a terminal without one.</param>
/// <param name="LoginSequence">Of the last login (GB/T 32960.3), 1 to 65531; absent when it never logged in.</param>
/// <param name="Iccid">SIM card of the last login; absent when it never logged in.</param>
internal sealed record LinkDocument(
    [property: JsonConverter(typeof(CamelCaseEnumConverter<LinkKind>))] LinkKind Kind, string Sender, int? LoginSequence, string? Iccid)
{
    internal static LinkDocument? Of(VehicleLink? link) => link is null ? null : new(link.Kind, link.Sender, link.LoginSequence, link.Iccid);
}

/// <summary>A battery pack in a vehicle.</summary>
/// <param name="Subsystem">RESS subsystem number, 1-based.</param>
/// <param name="Code">The pack's key: <c>/v1/battery-packs/{code}</c>.</param>
/// <param name="ReportedCode">As the vehicle's login gave it; absent when it gave none.</param>
/// <param name="Provisional">The reported code is no valid GB/T 34014 pack code.</param>
/// <param name="Since">Event time of the mounting.</param>
internal sealed record MountedPackDocument(int Subsystem, string Code, string? ReportedCode, bool Provisional, DateTimeOffset Since)
{
    internal static MountedPackDocument Of(MountedPack pack) => new(pack.Subsystem, pack.Code, pack.ReportedCode, pack.Provisional, pack.Since);
}

/// <summary>What became of realtime and reissue reports, each counted once.</summary>
/// <param name="Applied">Changed live state.</param>
/// <param name="Late">Older than what is live, or re-sent: history only.</param>
/// <param name="Duplicate">Same time and content as one of the last eight.</param>
/// <param name="OutOfOrder">Of the late ones, those sent as realtime reports.</param>
/// <param name="Quarantined">Not wholly readable, or more than five minutes ahead of their arrival.</param>
internal sealed record CountersDocument(long Applied, long Late, long Duplicate, long OutOfOrder, long Quarantined)
{
    internal static CountersDocument Of(ReportCounts counts) =>
        new(counts.Applied, counts.Late, counts.Duplicate, counts.OutOfOrder, counts.Quarantined);
}
