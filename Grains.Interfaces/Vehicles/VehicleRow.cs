using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>Online = link open and a frame within 60 s; silent = link open, none for 60 s; offline = logout, link lost, or none for ten minutes.</summary>
[GenerateSerializer]
public enum VehicleStatus
{
    /// <summary>Logged out, link lost, or no frame for ten minutes.</summary>
    Offline = 0,

    /// <summary>Link open and a frame within 60 s.</summary>
    Online = 1,

    /// <summary>Link open and no frame for 60 s.</summary>
    Silent = 2,
}

/// <summary>A vehicle's row. A value that is absent is null.</summary>
/// <param name="Id">VIN.</param>
/// <param name="Version">Rises with every change of the document.</param>
/// <param name="Wait">For which silence a tick matters to it.</param>
/// <param name="Status">Online, silent or offline.</param>
/// <param name="EventTime">Time of the newest live report, UTC.</param>
/// <param name="ReceivedAt">Arrival of the newest entry, UTC.</param>
/// <param name="Incarnation">The intake run that holds its open link; null without one.</param>
/// <param name="Longitude">WGS-84, degrees.</param>
/// <param name="Latitude">WGS-84, degrees.</param>
/// <param name="SocPercent">0 to 100.</param>
/// <param name="SpeedKmh">km/h.</param>
/// <param name="OdometerKm">km.</param>
/// <param name="Power">Vehicle state as named in the document: on, off, other.</param>
/// <param name="Charge">Charge state as named in the document.</param>
/// <param name="AlarmLevel">Highest level of the raised alarms, 0 for none.</param>
[GenerateSerializer, Immutable, Alias("Twins.VehicleRow")]
public sealed record VehicleRow(
    string Id,
    long Version,
    TwinWait? Wait,
    [property: Id(0)] VehicleStatus Status,
    [property: Id(1)] DateTimeOffset? EventTime,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] string? Incarnation,
    [property: Id(4)] double? Longitude,
    [property: Id(5)] double? Latitude,
    [property: Id(6)] int? SocPercent,
    [property: Id(7)] double? SpeedKmh,
    [property: Id(8)] double? OdometerKm,
    [property: Id(9)] string? Power,
    [property: Id(10)] string? Charge,
    [property: Id(11)] int AlarmLevel) : TwinRow(Id, Version, Wait)
{
    /// <summary>Hydrogen left, 0 to 100 %, of a fuel-cell vehicle.</summary>
    [Id(12)]
    public int? HydrogenPercent { get; init; }
}
