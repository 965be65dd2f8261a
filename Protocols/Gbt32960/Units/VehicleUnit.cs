using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Vehicle data (unit 01) in place. The body must be one that a <see cref="UnitReader"/> of the same edition gave.</summary>
public readonly ref struct VehicleUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly VehicleTable _table = edition == Edition.V2025 ? VehicleTable.V2025 : VehicleTable.V2016;

    /// <summary>Whether the vehicle is switched on; a number that is no member is outside its range.</summary>
    public PowerState Power => (PowerState)_table.Power.Read(_body);

    /// <summary>State of charging.</summary>
    public ChargeState Charge => (ChargeState)_table.Charge.Read(_body);

    /// <summary>What drives the vehicle.</summary>
    public RunMode Mode => (RunMode)_table.Mode.Read(_body);

    /// <summary>Speed, 0 to 220.0 km/h (2016) or 500.0 (2025).</summary>
    public Reading SpeedKmh => _table.SpeedKmh.Read(_body);

    /// <summary>Odometer, 0 to 999,999.9 km.</summary>
    public Reading OdometerKm => _table.OdometerKm.Read(_body);

    /// <summary>Total voltage, 0 to 1000.0 V (2016) or 6000.0 (2025).</summary>
    public Reading PackVoltageV => _table.PackVoltageV.Read(_body);

    /// <summary>Total current, -1000.0 to 1000.0 A (2016) or ±3000.0 (2025); positive while discharging.</summary>
    public Reading CurrentA => _table.CurrentA.Read(_body);

    /// <summary>State of charge, 0 to 100 %.</summary>
    public Reading SocPercent => _table.SocPercent.Read(_body);

    /// <summary>State of the DC-DC converter.</summary>
    public DcdcState Dcdc => (DcdcState)_table.Dcdc.Read(_body);

    /// <summary>The gear; null where it is marked invalid (2025).</summary>
    public Gear? Gear => _table.Gear.Read(_body);

    /// <summary>Whether there is driving force.</summary>
    public bool DriveForce => _table.Gear.IsDriving(_body);

    /// <summary>Whether there is braking force.</summary>
    public bool BrakeForce => _table.Gear.IsBraking(_body);

    /// <summary>Insulation resistance, 0 to 60,000 kOhm.</summary>
    public Reading InsulationKohm => _table.InsulationKohm.Read(_body);

    /// <summary>Accelerator pedal, 0 to 100 % (2016; invalid in 2025, which has none).</summary>
    public Reading AcceleratorPercent => edition == Edition.V2025 ? Reading.Invalid : _table.AcceleratorPercent.Read(_body);

    /// <summary>Brake pedal, 0 to 100 % (2016; invalid in 2025). Pressed by an unknown amount is out of range here: see <see cref="BrakePressed"/>.</summary>
    public Reading BrakePercent => edition == Edition.V2025 ? Reading.Invalid : _table.BrakePercent.Read(_body);

    /// <summary>Whether the brake pedal is pressed, by a known amount or not (2016).</summary>
    public bool BrakePressed => edition == Edition.V2016 && _table.BrakePercent.IsPressed(_body);
}
