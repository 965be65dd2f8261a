using System.Collections.Immutable;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Batteries;

/// <summary>A pack's row. A value that is absent is null.</summary>
/// <param name="Id">Pack code, or <c>~{vin}~{subsystem}</c>.</param>
/// <param name="Version">Rises with every change of the document.</param>
/// <param name="Wait">For which silence a tick matters to it.</param>
/// <param name="Vin">The vehicle that it is in; null when in none.</param>
/// <param name="Subsystem">Its place in that vehicle.</param>
/// <param name="At">Time of its newest reading, UTC.</param>
/// <param name="SocPercent">0 to 100.</param>
/// <param name="AlarmLevel">Highest level of its alarms, 0 for none.</param>
[GenerateSerializer, Immutable, Alias("Twins.BatteryPackRow")]
public sealed record BatteryPackRow(
    string Id,
    long Version,
    TwinWait? Wait,
    [property: Id(0)] string? Vin,
    [property: Id(1)] int? Subsystem,
    [property: Id(2)] DateTimeOffset? At,
    [property: Id(3)] int? SocPercent,
    [property: Id(4)] int AlarmLevel) : TwinRow(Id, Version, Wait);

/// <summary>The whole of a pack as its own twin holds it: the vehicle that carries it has fresher cells.</summary>
/// <param name="Id">Pack code, or <c>~{vin}~{subsystem}</c>.</param>
/// <param name="Version">Rises with every change of the document.</param>
/// <param name="Provisional">Its real code is not known.</param>
/// <param name="ReportedCode">The code that the vehicle reported, where it is no valid code; otherwise null.</param>
/// <param name="Mounting">Where it is; null when in no vehicle.</param>
/// <param name="Reading">The newest digest; null before the first.</param>
/// <param name="SocPercent">Of the newest digest.</param>
/// <param name="Alarms">Alarms of its vehicle while it is mounted there.</param>
/// <param name="EnergyDischargedKwh">Sum over finished trips.</param>
/// <param name="EnergyChargedKwh">Sum over finished charging sessions.</param>
/// <param name="Conflicts">Readings of vehicles that were not its mount then.</param>
[GenerateSerializer, Immutable, Alias("Twins.BatteryPackSnapshot")]
public sealed record BatteryPackSnapshot(
    string Id,
    long Version,
    [property: Id(0)] bool Provisional,
    [property: Id(1)] string? ReportedCode,
    [property: Id(2)] PackMounting? Mounting,
    [property: Id(3)] PackReading? Reading,
    [property: Id(4)] int? SocPercent,
    [property: Id(5)] ImmutableArray<VehicleAlarm> Alarms,
    [property: Id(6)] double EnergyDischargedKwh,
    [property: Id(7)] double EnergyChargedKwh,
    [property: Id(8)] long Conflicts) : TwinSnapshot(Id, Version);

/// <summary>Where a pack is.</summary>
/// <param name="Vin">The vehicle.</param>
/// <param name="Subsystem">Its place there, 1-based.</param>
/// <param name="Since">Event time, UTC.</param>
[GenerateSerializer, Immutable, Alias("Twins.PackMounting")]
public sealed record PackMounting([property: Id(0)] string Vin, [property: Id(1)] int Subsystem, [property: Id(2)] DateTimeOffset Since);
