using System.Text.Json.Serialization;
using Twins.Grains.Batteries;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>The compact summary of a twin, kept by its partition; fleet queries are answered from rows alone.</summary>
/// <param name="Id">The twin's natural key.</param>
/// <param name="Version">Rises with every change of the twin's document.</param>
/// <param name="DueAt">The stream time from which a tick matters to this twin, UTC; null when none does.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinRow")]
[JsonDerivedType(typeof(VehicleRow), "vehicle")]
[JsonDerivedType(typeof(BatteryPackRow), "battery-pack")]
public abstract record TwinRow(
    [property: Id(0)] string Id,
    [property: Id(1)] long Version,
    [property: Id(2)] DateTimeOffset? DueAt);
