using System.Text.Json.Serialization;
using Twins.Client.Api.Paging;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>Vehicles in order of VIN.</summary>
/// <param name="Items">May be fewer than the limit, also before the last page.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="AsOf">The moment that the page describes.</param>
internal sealed record VehiclePage(
    IReadOnlyList<VehicleItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
    AsOf AsOf);

/// <summary>A vehicle in a list. A value that is not there is left out.</summary>
/// <param name="Vin">Vehicle identification number.</param>
/// <param name="Version">Version of the vehicle's document.</param>
/// <param name="Status">online, silent or offline.</param>
/// <param name="EventTime">Time of the newest live report.</param>
/// <param name="ReceivedAt">Arrival of the newest message.</param>
/// <param name="Position">Last known position.</param>
/// <param name="SocPercent">State of charge, 0 to 100.</param>
/// <param name="SpeedKmh">km/h.</param>
/// <param name="OdometerKm">km.</param>
/// <param name="Power">Vehicle state: on, off, other.</param>
/// <param name="Charge">Charge state, as in the vehicle's document.</param>
/// <param name="AlarmLevel">Highest level of the raised alarms, 0 for none.</param>
/// <param name="HydrogenPercent">Hydrogen left, 0 to 100, of a fuel-cell vehicle.</param>
internal sealed record VehicleItem(
    string Vin,
    long Version,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<VehicleStatus>))] VehicleStatus Status,
    DateTimeOffset? EventTime,
    DateTimeOffset ReceivedAt,
    PositionItem? Position,
    int? SocPercent,
    double? SpeedKmh,
    double? OdometerKm,
    string? Power,
    string? Charge,
    int AlarmLevel,
    int? HydrogenPercent)
{
    internal static VehicleItem Of(VehicleRow row) => new(
        row.Id, row.Version, row.Status, row.EventTime, row.ReceivedAt,
        row is { Longitude: { } longitude, Latitude: { } latitude } ? new PositionItem(longitude, latitude) : null,
        row.SocPercent, row.SpeedKmh, row.OdometerKm, row.Power, row.Charge, row.AlarmLevel, row.HydrogenPercent);
}

/// <summary>A place.</summary>
/// <param name="Longitude">Degrees, WGS-84, east positive.</param>
/// <param name="Latitude">Degrees, WGS-84, north positive.</param>
internal sealed record PositionItem(double Longitude, double Latitude);
