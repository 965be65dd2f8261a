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
/// <param name="Supercapacitor">Unit 31 of 2025. Of a vehicle with several, the first; the others are <c>supercapacitor2</c> and so on.</param>
/// <param name="SupercapacitorExtremes">Unit 32 of 2025.</param>
/// <param name="BusExtension">Custom unit 80 of Shanghai's buses: tyres, doors, charging, air conditioning; only from senders whose account names that agreement.</param>
internal sealed record StateUnits(
    VehicleUnit? Vehicle,
    MotorsUnit? Motors,
    FuelCellUnit? FuelCell,
    EngineUnit? Engine,
    PositionUnit? Position,
    ExtremesUnit? Extremes,
    AlarmUnit? Alarm,
    FuelCellStacksUnit? FuelCellStacks,
    SupercapacitorUnit? Supercapacitor,
    ExtremesUnit? SupercapacitorExtremes,
    JsonObject? BusExtension);

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
/// <param name="BrakePressed">true where the pedal is pressed by an unknown amount; then there is no percentage.</param>
/// <param name="Absent">Names of values that are not there, each with <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>.</param>
internal sealed record VehicleUnit(
    DateTimeOffset At, string? Power, string? Charge, string? Mode, double? SpeedKmh, double? OdometerKm, double? PackVoltageV, double? CurrentA,
    int? SocPercent, string? Dcdc, string? Gear, bool? DriveForce, bool? BrakeForce, int? InsulationKohm, int? AcceleratorPercent, int? BrakePercent,
    bool? BrakePressed,
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
/// <param name="Longitude">Degrees, WGS-84, east positive; turned into it where GCJ-02 was reported, absent where another datum was.</param>
/// <param name="Latitude">Degrees, WGS-84, north positive; as the longitude.</param>
/// <param name="ReportedLongitude">As reported, where the datum is another than WGS-84.</param>
/// <param name="ReportedLatitude">As reported, where the datum is another than WGS-84.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record PositionUnit(
    DateTimeOffset At, bool? Valid, string? CoordinateSystem, double? Longitude, double? Latitude, double? ReportedLongitude, double? ReportedLatitude,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>Fuel cell (2016) and its hydrogen system (both editions).</summary>
/// <param name="At">Time of the report.</param>
/// <param name="VoltageV">V; 2016 only.</param>
/// <param name="CurrentA">A; 2016 only.</param>
/// <param name="ConsumptionKgPer100Km">kg/100 km; 2016 only.</param>
/// <param name="ProbeTemperaturesC">Degrees Celsius; 2016 only.</param>
/// <param name="HydrogenMaxTemperatureC">Highest temperature of the hydrogen system, degrees Celsius.</param>
/// <param name="HydrogenMaxTemperatureProbe">Number of its probe.</param>
/// <param name="HydrogenMaxConcentrationMgPerKg">Highest concentration, mg/kg; 2016 only.</param>
/// <param name="HydrogenMaxConcentrationPercent">Highest concentration, percent by volume; 2025 only.</param>
/// <param name="HydrogenMaxConcentrationSensor">Number of its sensor.</param>
/// <param name="HydrogenMaxPressureMpa">Highest pressure, MPa.</param>
/// <param name="HydrogenMaxPressureSensor">Number of its sensor.</param>
/// <param name="Dcdc">High-voltage DC-DC converter: working, off.</param>
/// <param name="HydrogenRemainingPercent">Hydrogen left, 0 to 100; 2025 only.</param>
/// <param name="DcdcControllerTemperatureC">Of the converter's controller, degrees Celsius; 2025 only.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record FuelCellUnit(
    DateTimeOffset At, double? VoltageV, double? CurrentA, double? ConsumptionKgPer100Km, IReadOnlyList<int?>? ProbeTemperaturesC,
    double? HydrogenMaxTemperatureC, int? HydrogenMaxTemperatureProbe, int? HydrogenMaxConcentrationMgPerKg, double? HydrogenMaxConcentrationPercent,
    int? HydrogenMaxConcentrationSensor, double? HydrogenMaxPressureMpa, int? HydrogenMaxPressureSensor, string? Dcdc, int? HydrogenRemainingPercent,
    int? DcdcControllerTemperatureC, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Fuel-cell stacks.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="Items">One a stack.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record FuelCellStacksUnit(DateTimeOffset At, IReadOnlyList<FuelCellStackUnit>? Items, IReadOnlyDictionary<string, string>? Absent);

/// <summary>A fuel-cell stack.</summary>
/// <param name="Number">1 to 253.</param>
/// <param name="VoltageV">V.</param>
/// <param name="CurrentA">A.</param>
/// <param name="HydrogenInletPressureKpa">kPa.</param>
/// <param name="AirInletPressureKpa">kPa.</param>
/// <param name="AirInletTemperatureC">Degrees Celsius.</param>
/// <param name="CoolantOutletTemperaturesC">Degrees Celsius, one a probe.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record FuelCellStackUnit(
    int? Number, double? VoltageV, double? CurrentA, double? HydrogenInletPressureKpa, double? AirInletPressureKpa, int? AirInletTemperatureC,
    IReadOnlyList<int?>? CoolantOutletTemperaturesC, IReadOnlyDictionary<string, string>? Absent);

/// <summary>A supercapacitor.</summary>
/// <param name="At">Time of the report.</param>
/// <param name="System">Its number, 1 to 253.</param>
/// <param name="VoltageV">V.</param>
/// <param name="CurrentA">A, positive while discharging.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Probes">Its probes.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record SupercapacitorUnit(
    DateTimeOffset At, int? System, double? VoltageV, double? CurrentA, SupercapacitorCells? Cells, SupercapacitorProbes? Probes,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>Cells of a supercapacitor.</summary>
/// <param name="VoltagesV">V, one a cell.</param>
/// <param name="Absent">Indices of values that are not there, each with its reason.</param>
internal sealed record SupercapacitorCells(IReadOnlyList<double?>? VoltagesV, IReadOnlyDictionary<string, string>? Absent);

/// <summary>Probes of a supercapacitor.</summary>
/// <param name="TemperaturesC">Degrees Celsius, one a probe.</param>
/// <param name="Absent">Indices of values that are not there, each with its reason.</param>
internal sealed record SupercapacitorProbes(IReadOnlyList<int?>? TemperaturesC, IReadOnlyDictionary<string, string>? Absent);

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

/// <summary>Fault codes by where they come from, eight hexadecimal digits each.</summary>
/// <param name="Battery">Rechargeable energy storage.</param>
/// <param name="Motor">Drive motors.</param>
/// <param name="Engine">Engine.</param>
/// <param name="Other">Others.</param>
/// <param name="Absent">Names of lists that are not there, each with its reason.</param>
internal sealed record FaultCodes(
    IReadOnlyList<string>? Battery, IReadOnlyList<string>? Motor, IReadOnlyList<string>? Engine, IReadOnlyList<string>? Other,
    IReadOnlyDictionary<string, string>? Absent);

/// <summary>The level of one general alarm flag.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="Level">0 to 4.</param>
/// <param name="Absent">Names of values that are not there, each with its reason.</param>
internal sealed record FlagLevel(string? Flag, int? Level, IReadOnlyDictionary<string, string>? Absent);
