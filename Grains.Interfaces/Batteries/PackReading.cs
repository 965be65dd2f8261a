using System.Collections.Immutable;

namespace Twins.Grains.Batteries;

/// <summary>One subsystem's electrical state, cells and probes.</summary>
/// <param name="Subsystem">RESS subsystem number, 1-based.</param>
/// <param name="At">Time of the newest of its values, UTC.</param>
/// <param name="VoltageV">Pack voltage, V; null when absent.</param>
/// <param name="CurrentA">Pack current, A, discharge positive; null when absent.</param>
/// <param name="Cells">Null before the first cell voltages.</param>
/// <param name="Probes">Null before the first probe temperatures.</param>
[GenerateSerializer, Immutable, Alias("Twins.PackReading")]
public sealed record PackReading(
    [property: Id(0)] int Subsystem,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] double? VoltageV,
    [property: Id(3)] double? CurrentA,
    [property: Id(4)] CellVoltages? Cells,
    [property: Id(5)] ProbeTemperatures? Probes)
{
    /// <summary>Why the newest report with cells has no pack voltage: invalid, abnormal or outOfRange; null when it has one.</summary>
    [Id(6)] public string? VoltageAbsent { get; init; }

    /// <summary>Why the newest report with cells has no pack current, as <see cref="VoltageAbsent"/>.</summary>
    [Id(7)] public string? CurrentAbsent { get; init; }
}

/// <summary>Cell voltages of a pack, merged from all frames of the same report time.</summary>
/// <param name="At">Report time, UTC.</param>
/// <param name="RawMillivolts">A value a cell, cell 1 first: millivolts 0 to 60000; 65535 invalid, 65534 abnormal, other numbers out of range.</param>
[GenerateSerializer, Immutable, Alias("Twins.CellVoltages")]
public sealed record CellVoltages([property: Id(0)] DateTimeOffset At, [property: Id(1)] ImmutableArray<ushort> RawMillivolts);

/// <summary>Probe temperatures of a pack.</summary>
/// <param name="At">Report time, UTC.</param>
/// <param name="RawTemperatures">A value a probe, probe 1 first: degrees Celsius plus 40, 0 to 250; 255 invalid, 254 abnormal, other numbers out of range.</param>
[GenerateSerializer, Immutable, Alias("Twins.ProbeTemperatures")]
public sealed record ProbeTemperatures([property: Id(0)] DateTimeOffset At, [property: Id(1)] ImmutableArray<byte> RawTemperatures);
