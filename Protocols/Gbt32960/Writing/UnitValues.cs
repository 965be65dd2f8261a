namespace Twins.Protocols.Gbt32960;

/// <summary>Vehicle data to be written (unit 01); units of measure and ranges as in <see cref="VehicleUnit"/>. What is not set is written as invalid.</summary>
public readonly record struct VehicleValues()
{
    /// <summary>Whether the vehicle is switched on.</summary>
    public PowerState Power { get; init; } = PowerState.On;

    /// <summary>State of charging.</summary>
    public ChargeState Charge { get; init; } = ChargeState.NotCharging;

    /// <summary>What drives the vehicle.</summary>
    public RunMode Mode { get; init; } = RunMode.Ev;

    /// <summary>Speed.</summary>
    public Reading SpeedKmh { get; init; }

    /// <summary>Odometer.</summary>
    public Reading OdometerKm { get; init; }

    /// <summary>Total voltage.</summary>
    public Reading PackVoltageV { get; init; }

    /// <summary>Total current, positive while discharging.</summary>
    public Reading CurrentA { get; init; }

    /// <summary>State of charge.</summary>
    public Reading SocPercent { get; init; }

    /// <summary>State of the DC-DC converter.</summary>
    public DcdcState Dcdc { get; init; } = DcdcState.Working;

    /// <summary>The gear; null, for invalid, in 2025 only.</summary>
    public Gear? Gear { get; init; } = Gbt32960.Gear.N;

    /// <summary>Whether there is driving force.</summary>
    public bool DriveForce { get; init; }

    /// <summary>Whether there is braking force.</summary>
    public bool BrakeForce { get; init; }

    /// <summary>Insulation resistance; must be set in 2016, which has no mark for an invalid one.</summary>
    public Reading InsulationKohm { get; init; }

    /// <summary>Accelerator pedal (2016).</summary>
    public Reading AcceleratorPercent { get; init; }

    /// <summary>Brake pedal (2016); null for pressed by an unknown amount.</summary>
    public Reading? BrakePercent { get; init; } = Reading.Invalid;
}

/// <summary>A drive motor to be written (unit 02).</summary>
/// <param name="Number">Its number, 1 to 253.</param>
/// <param name="Status">Its state.</param>
/// <param name="ControllerTemperatureC">Temperature of its controller.</param>
/// <param name="SpeedRpm">Speed.</param>
/// <param name="TorqueNm">Torque.</param>
/// <param name="TemperatureC">Temperature.</param>
/// <param name="ControllerVoltageV">Input voltage of the controller (2016).</param>
/// <param name="BusCurrentA">Current of the controller's bus (2016).</param>
public readonly record struct MotorValues(
    int Number, MotorState Status, Reading ControllerTemperatureC, Reading SpeedRpm, Reading TorqueNm, Reading TemperatureC,
    Reading ControllerVoltageV = default, Reading BusCurrentA = default);

/// <summary>The hydrogen system of a fuel cell to be written (end of unit 03).</summary>
/// <param name="MaxTemperatureC">Highest temperature.</param>
/// <param name="MaxTemperatureProbe">Number of its probe.</param>
/// <param name="MaxConcentration">Highest concentration: mg/kg in 2016, volume percent in 2025.</param>
/// <param name="MaxConcentrationSensor">Number of its sensor.</param>
/// <param name="MaxPressureMpa">Highest pressure.</param>
/// <param name="MaxPressureSensor">Number of its sensor.</param>
/// <param name="Dcdc">State of the high-voltage DC-DC converter.</param>
/// <param name="RemainingPercent">Hydrogen left (2025).</param>
/// <param name="DcdcControllerTemperatureC">Temperature of the converter's controller (2025).</param>
public readonly record struct HydrogenValues(
    Reading MaxTemperatureC, Reading MaxTemperatureProbe, Reading MaxConcentration, Reading MaxConcentrationSensor, Reading MaxPressureMpa,
    Reading MaxPressureSensor, DcdcState Dcdc, Reading RemainingPercent = default, Reading DcdcControllerTemperatureC = default);

/// <summary>Cell voltages of one subsystem to be written (unit 08 of 2016, 07 of 2025).</summary>
/// <param name="Subsystem">Number of the subsystem or pack, from 1.</param>
/// <param name="PackVoltageV">Its voltage.</param>
/// <param name="CurrentA">Its current, positive while discharging.</param>
/// <param name="VoltagesV">The cells' voltages; at most 200 in 2016.</param>
/// <param name="CellCount">Cells of the whole subsystem (2016); 0 for as many as there are voltages here.</param>
/// <param name="FirstCell">Number of the first cell here (2016).</param>
public readonly record struct CellVoltageValues(
    int Subsystem, Reading PackVoltageV, Reading CurrentA, ReadOnlyMemory<Reading> VoltagesV, int CellCount = 0, int FirstCell = 1);

/// <summary>Probe temperatures of one subsystem to be written (unit 09 of 2016, 08 of 2025).</summary>
/// <param name="Subsystem">Number of the subsystem or pack, from 1.</param>
/// <param name="TemperaturesC">The probes' temperatures.</param>
public readonly record struct ProbeTemperatureValues(int Subsystem, ReadOnlyMemory<Reading> TemperaturesC);

/// <summary>Fault codes of the manufacturer to be written (unit 07 of 2016, 06 of 2025).</summary>
public readonly ref struct FaultCodes
{
    /// <summary>Codes of the battery.</summary>
    public ReadOnlySpan<uint> Battery { get; init; }

    /// <summary>Codes of the motors.</summary>
    public ReadOnlySpan<uint> Motor { get; init; }

    /// <summary>Codes of the engine.</summary>
    public ReadOnlySpan<uint> Engine { get; init; }

    /// <summary>Other codes.</summary>
    public ReadOnlySpan<uint> Other { get; init; }
}

/// <summary>A fuel-cell stack to be written (unit 30 of 2025).</summary>
/// <param name="Number">Its number, 1 to 253.</param>
/// <param name="VoltageV">Voltage.</param>
/// <param name="CurrentA">Current.</param>
/// <param name="HydrogenInletPressureKpa">Pressure of the hydrogen at the inlet.</param>
/// <param name="AirInletPressureKpa">Pressure of the air at the inlet.</param>
/// <param name="AirInletTemperatureC">Temperature of the air at the inlet.</param>
/// <param name="CoolantOutletTemperaturesC">Temperatures of the coolant at its outlet.</param>
public readonly record struct FuelCellStackValues(
    int Number, Reading VoltageV, Reading CurrentA, Reading HydrogenInletPressureKpa, Reading AirInletPressureKpa, Reading AirInletTemperatureC,
    ReadOnlyMemory<Reading> CoolantOutletTemperaturesC = default);

/// <summary>The level of one general alarm to be written (unit 06 of 2025).</summary>
/// <param name="Bit">Its bit, 0 to 31.</param>
/// <param name="Level">0 to 4.</param>
public readonly record struct AlarmFlagLevel(int Bit, Reading Level);
