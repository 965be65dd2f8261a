using System.Text.Json.Serialization;
using Twins.Grains.Batteries;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>The compact summary of a twin, kept by its partition; fleet queries are answered from rows alone.</summary>
/// <param name="Id">The twin's natural key.</param>
/// <param name="Version">Rises with every change of the twin's document.</param>
/// <param name="Wait">For which silence a tick matters to this twin; null when none does.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinRow")]
[JsonDerivedType(typeof(VehicleRow), "vehicle")]
[JsonDerivedType(typeof(BatteryPackRow), "battery-pack")]
public abstract record TwinRow(
    [property: Id(0)] string Id,
    [property: Id(1)] long Version,
    [property: Id(2)] TwinWait? Wait);

/// <summary>What a twin waits for; how long it takes is the tick's to say.</summary>
[GenerateSerializer]
public enum WaitKind
{
    /// <summary>The time after which an open link counts as silent.</summary>
    Silence = 1,

    /// <summary>The time after which a vehicle counts as offline, and its trips and charging sessions as over.</summary>
    LongSilence = 2,
}

/// <summary>A wait for silence.</summary>
/// <param name="Since">Arrival of the newest frame, UTC.</param>
/// <param name="For">Which silence.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinWait")]
public readonly record struct TwinWait([property: Id(0)] DateTimeOffset Since, [property: Id(1)] WaitKind For);
