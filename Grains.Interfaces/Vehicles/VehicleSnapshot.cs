using System.Collections.Immutable;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>The whole of a vehicle as a reader sees it.</summary>
/// <param name="Id">VIN.</param>
/// <param name="Version">Rises with every change of the document.</param>
/// <param name="Status">Online, silent or offline.</param>
/// <param name="EventTime">Time of the newest live report, UTC; null before the first.</param>
/// <param name="ReceivedAt">Arrival of the newest entry, UTC.</param>
/// <param name="Link">The open or last link; null before the first.</param>
/// <param name="State">The newest reading of each data unit.</param>
/// <param name="Packs">What is mounted, by subsystem.</param>
/// <param name="PackReadings">The freshest cells and probes of each subsystem.</param>
/// <param name="Alarms">Alarms that are not cleared.</param>
/// <param name="Trip">The trip under way.</param>
/// <param name="LastTrip">The last finished trip.</param>
/// <param name="Charging">The charging session under way.</param>
/// <param name="LastCharging">The last finished charging session.</param>
/// <param name="Counters">What became of its reports.</param>
[GenerateSerializer, Immutable, Alias("Twins.VehicleSnapshot")]
public sealed record VehicleSnapshot(
    string Id,
    long Version,
    [property: Id(0)] VehicleStatus Status,
    [property: Id(1)] DateTimeOffset? EventTime,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] VehicleLink? Link,
    [property: Id(4)] ImmutableArray<UnitReading> State,
    [property: Id(5)] ImmutableArray<MountedPack> Packs,
    [property: Id(6)] ImmutableArray<PackReading> PackReadings,
    [property: Id(7)] ImmutableArray<VehicleAlarm> Alarms,
    [property: Id(8)] Trip? Trip,
    [property: Id(9)] Trip? LastTrip,
    [property: Id(10)] ChargingSession? Charging,
    [property: Id(11)] ChargingSession? LastCharging,
    [property: Id(12)] ReportCounts Counters) : TwinSnapshot(Id, Version)
{
    /// <summary>How its reports are secured; null before the first that was encrypted or signed.</summary>
    [Id(13)]
    public VehicleSecurity? Security { get; init; }
}

/// <summary>How the newest report was secured (GB/T 32960.3, 6.3.4 and table 8 of 2025), and counts since the first that was encrypted or signed.</summary>
/// <param name="At">Of the newest report: its time; its arrival where it could not be decrypted.</param>
/// <param name="Encryption">How it was encrypted: none, rsa, aes128, sm2, sm4, unknown.</param>
/// <param name="Signature">Verdict on its signature: valid, wrong, noKey, malformed, none.</param>
/// <param name="Decrypted">Reports that were decrypted.</param>
/// <param name="Undecrypted">Reports that could not be, and were quarantined whole.</param>
/// <param name="Valid">Reports whose signature the registered key made.</param>
/// <param name="Wrong">Reports whose signature it did not make.</param>
/// <param name="NoKey">Signed reports without a registered key.</param>
/// <param name="Malformed">Reports whose signature has not the form of the key's algorithm.</param>
/// <param name="NoSignature">Reports without a signature.</param>
[GenerateSerializer, Immutable, Alias("Twins.VehicleSecurity")]
public sealed record VehicleSecurity(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Encryption,
    [property: Id(2)] string Signature,
    [property: Id(3)] long Decrypted,
    [property: Id(4)] long Undecrypted,
    [property: Id(5)] long Valid,
    [property: Id(6)] long Wrong,
    [property: Id(7)] long NoKey,
    [property: Id(8)] long Malformed,
    [property: Id(9)] long NoSignature);

/// <summary>How a vehicle is, or was last, connected.</summary>
/// <param name="Open">Whether the link is open.</param>
/// <param name="Kind">Terminal or platform.</param>
/// <param name="Sender">Account name, or the VIN for an unregistered terminal.</param>
/// <param name="LoginSequence">Of the last login (GB/T 32960.3, 6.4), 1 to 65531; null when it never logged in.</param>
/// <param name="Iccid">Of the last login; null when it never logged in.</param>
/// <param name="OpenedAt">Event time of the opening, UTC.</param>
[GenerateSerializer, Immutable, Alias("Twins.VehicleLink")]
public sealed record VehicleLink(
    [property: Id(0)] bool Open,
    [property: Id(1)] LinkKind Kind,
    [property: Id(2)] string Sender,
    [property: Id(3)] int? LoginSequence,
    [property: Id(4)] string? Iccid,
    [property: Id(5)] DateTimeOffset OpenedAt);

/// <summary>The newest reading of one data unit.</summary>
/// <param name="Name">As in the document's <c>state</c>: vehicle, motors, position, ...</param>
/// <param name="At">Time of the report, UTC.</param>
/// <param name="Json">The unit's member of <c>state</c> without <c>at</c>: one JSON object, UTF-8.</param>
[GenerateSerializer, Immutable, Alias("Twins.UnitReading")]
public sealed record UnitReading(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ReadOnlyMemory<byte> Json);

/// <summary>A pack in a vehicle.</summary>
/// <param name="Subsystem">RESS subsystem number, 1-based.</param>
/// <param name="Code">The pack twin's id.</param>
/// <param name="ReportedCode">As the vehicle's login gave it; null when it gave none.</param>
/// <param name="Provisional">The reported code is no valid GB/T 34014 pack code.</param>
/// <param name="Since">Event time of the mounting, UTC.</param>
[GenerateSerializer, Immutable, Alias("Twins.MountedPack")]
public sealed record MountedPack(
    [property: Id(0)] int Subsystem,
    [property: Id(1)] string Code,
    [property: Id(2)] string? ReportedCode,
    [property: Id(3)] bool Provisional,
    [property: Id(4)] DateTimeOffset Since);

/// <summary>An alarm with a life: raised, escalated, cleared.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Flag">Name of the general alarm flag; <c>unspecified</c> for a level without a flag.</param>
/// <param name="Level">1 to 4.</param>
/// <param name="RaisedAt">Event time, UTC.</param>
[GenerateSerializer, Immutable, Alias("Twins.VehicleAlarm")]
public sealed record VehicleAlarm(
    [property: Id(0)] string Id,
    [property: Id(1)] string Flag,
    [property: Id(2)] int Level,
    [property: Id(3)] DateTimeOffset RaisedAt);

/// <summary>A trip: vehicle state 01 until 02, parked charging, or a gap of ten minutes.</summary>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it goes on.</param>
/// <param name="DistanceKm">By odometer; null when it was never valid.</param>
/// <param name="EnergyKwh">Trapezoid of V x I, discharge positive; gaps over 120 s left out.</param>
[GenerateSerializer, Immutable, Alias("Twins.Trip")]
public sealed record Trip(
    [property: Id(0)] DateTimeOffset StartedAt,
    [property: Id(1)] DateTimeOffset? EndedAt,
    [property: Id(2)] double? DistanceKm,
    [property: Id(3)] double EnergyKwh);

/// <summary>A charging session: charge state 01 until 02, 03 or 04, or a gap of ten minutes.</summary>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it goes on.</param>
/// <param name="SocFrom">Percent at the start; null when it was absent.</param>
/// <param name="SocTo">Newest percent; null when it was absent.</param>
/// <param name="EnergyKwh">Trapezoid of V x I, charge positive; gaps over 120 s left out.</param>
[GenerateSerializer, Immutable, Alias("Twins.ChargingSession")]
public sealed record ChargingSession(
    [property: Id(0)] DateTimeOffset StartedAt,
    [property: Id(1)] DateTimeOffset? EndedAt,
    [property: Id(2)] int? SocFrom,
    [property: Id(3)] int? SocTo,
    [property: Id(4)] double EnergyKwh);
