using System.Text.Json.Nodes;

namespace Twins.Client.Api.Vehicles;

/// <summary>
/// The newest reading of each GB/T 32960 data unit. A member that the vehicle has not reported is absent; so is a value that it reported as having none, and
/// <c>absent</c> then says why.
/// </summary>
/// <param name="Vehicle">Unit 01.</param>
/// <param name="Motors">Unit 02.</param>
/// <param name="FuelCell">Unit 03.</param>
/// <param name="Engine">Unit 04.</param>
/// <param name="Position">Unit 05.</param>
/// <param name="Extremes">Unit 06 of 2016.</param>
/// <param name="Alarm">Unit 07 of 2016, 06 of 2025.</param>
/// <param name="FuelCellStacks">Unit 30 of 2025.</param>
/// <param name="Supercapacitor">Unit 31 of 2025.</param>
/// <param name="SupercapacitorExtremes">Unit 32 of 2025.</param>
internal sealed record StateUnits(
    VehicleUnit? Vehicle,
    MotorsUnit? Motors,
    JsonObject? FuelCell,
    EngineUnit? Engine,
    PositionUnit? Position,
    ExtremesUnit? Extremes,
    AlarmUnit? Alarm,
    JsonObject? FuelCellStacks,
    JsonObject? Supercapacitor,
    ExtremesUnit? SupercapacitorExtremes);

/// <summary>Vehicle data.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Power">on, off, other.</param>
/// <param name="Charge">parkedCharging, drivingCharging, notCharging, complete.</param>
/// <param name="Mode">ev, hybrid, fuel.</param>
/// <param name="SpeedKmh">km/h.</param>
/// <param name="OdometerKm">km.</param>
/// <param name="PackVoltageV">V.</param>
/// <param name="CurrentA">A, positive while discharging.</param>
/// <param name="SocPercent">State of charge, 0 to 100.</param>
/// <param name="Dcdc">working, off.</param>
/// <param name="Gear">N, R, D, P, or the number of the gear.</param>
/// <param name="DriveForce">Whether driving force is applied.</param>
/// <param name="BrakeForce">Whether braking force is applied.</param>
/// <param name="InsulationKohm">kOhm.</param>
/// <param name="AcceleratorPercent">0 to 100.</param>
/// <param name="BrakePercent">0 to 100.</param>
/// <param name="Absent">Names of values that are not there, each with <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>.</param>
internal sealed record VehicleUnit(
    DateTimeOffset At, string? Power, string? Charge, string? Mode, double? SpeedKmh, double? OdometerKm, double? PackVoltageV, double? CurrentA,
    int? SocPercent, string? Dcdc, string? Gear, bool? DriveForce, bool? BrakeForce, int? InsulationKohm, int? AcceleratorPercent, int? BrakePercent,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>Drive motors.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Items">One a motor.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record MotorsUnit(DateTimeOffset At, IReadOnlyList<MotorUnit>? Items, IReadOnlyDictionary<string, string>? Absent);

/// <summary>A drive motor.</summary>
/// <param name="Number">1 to 253.</param>
/// <param name="Status">consuming, generating, off, ready.</param>
/// <param name="ControllerTemperatureC">Degrees Celsius.</param>
/// <param name="SpeedRpm">Revolutions a minute.</param>
/// <param name="TorqueNm">N m.</param>
/// <param name="TemperatureC">Degrees Celsius.</param>
/// <param name="ControllerVoltageV">V; 2016 only.</param>
/// <param name="BusCurrentA">A; 2016 only.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record MotorUnit(
    int? Number, string? Status, int? ControllerTemperatureC, int? SpeedRpm, double? TorqueNm, int? TemperatureC, double? ControllerVoltageV,
    double? BusCurrentA, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Combustion engine.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Status">on, off; 2016 only.</param>
/// <param name="SpeedRpm">Of the crankshaft, revolutions a minute.</param>
/// <param name="ConsumptionLPer100Km">l/100 km; 2016 only.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record EngineUnit(
    DateTimeOffset At, string? Status, int? SpeedRpm, double? ConsumptionLPer100Km, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Position.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Valid">Whether the fix is valid; otherwise the last valid position is repeated.</param>
/// <param name="CoordinateSystem">As reported, 2025 only: wgs84, gcj02, other.</param>
/// <param name="Longitude">Degrees, WGS-84, east positive.</param>
/// <param name="Latitude">Degrees, WGS-84, north positive.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record PositionUnit(
    DateTimeOffset At, bool? Valid, string? CoordinateSystem, double? Longitude, double? Latitude, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Extremes over all cells and probes.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="MaxCell">Highest cell voltage.</param>
/// <param name="MinCell">Lowest cell voltage.</param>
/// <param name="MaxProbe">Highest temperature.</param>
/// <param name="MinProbe">Lowest temperature.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record ExtremesUnit(
    DateTimeOffset At, ExtremeCell? MaxCell, ExtremeCell? MinCell, ExtremeProbe? MaxProbe, ExtremeProbe? MinProbe,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>Where a cell's extreme was measured, and its value.</summary>
/// <param name="Subsystem">RESS subsystem number.</param>
/// <param name="System">Supercapacitor system number, in <c>supercapacitorExtremes</c>.</param>
/// <param name="Number">Number of the cell.</param>
/// <param name="VoltageV">V.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record ExtremeCell(int? Subsystem, int? System, int? Number, double? VoltageV, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Where a probe's extreme was measured, and its value.</summary>
/// <param name="Subsystem">RESS subsystem number.</param>
/// <param name="System">Supercapacitor system number, in <c>supercapacitorExtremes</c>.</param>
/// <param name="Number">Number of the probe.</param>
/// <param name="TemperatureC">Degrees Celsius.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record ExtremeProbe(int? Subsystem, int? System, int? Number, int? TemperatureC, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Alarms as the last report gave them.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Level">Highest level, 0 for none, to 3 (2016) or 4 (2025).</param>
/// <param name="Flags">Names of the general alarm flags that are set.</param>
/// <param name="Faults">Fault codes, which the manufacturer defines.</param>
/// <param name="FlagLevels">A level for each flag; 2025 only.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record AlarmUnit(
    DateTimeOffset At, int? Level, IReadOnlyList<string>? Flags, FaultCodes? Faults, IReadOnlyList<FlagLevel>? FlagLevels,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>Fault codes by where they come from.</summary>
/// <param name="Battery">Rechargeable energy storage.</param>
/// <param name="Motor">Drive motors.</param>
/// <param name="Engine">Engine.</param>
/// <param name="Other">Others.</param>
internal sealed record FaultCodes(IReadOnlyList<long>? Battery, IReadOnlyList<long>? Motor, IReadOnlyList<long>? Engine, IReadOnlyList<long>? Other);

/// <summary>The level of one general alarm flag.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="Level">0 to 4.</param>
internal sealed record FlagLevel(string? Flag, int? Level);
