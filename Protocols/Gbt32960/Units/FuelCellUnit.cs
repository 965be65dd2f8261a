using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Fuel cell (unit 03) in place. The 2025 edition has the hydrogen system alone; what it does not send is invalid here.</summary>
public readonly ref struct FuelCellUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly FuelCellTable _table = edition == Edition.V2025 ? FuelCellTable.V2025 : FuelCellTable.V2016;

    /// <summary>Voltage, 0 to 2000.0 V (2016).</summary>
    public Reading VoltageV => edition == Edition.V2025 ? Reading.Invalid : _table.VoltageV.Read(_body);

    /// <summary>Current, 0 to 2000.0 A (2016).</summary>
    public Reading CurrentA => edition == Edition.V2025 ? Reading.Invalid : _table.CurrentA.Read(_body);

    /// <summary>Hydrogen consumption, 0 to 600.00 kg/100 km (2016).</summary>
    public Reading ConsumptionKgPer100Km => edition == Edition.V2025 ? Reading.Invalid : _table.ConsumptionKgPer100Km.Read(_body);

    /// <summary>Temperatures of the probes, -40 to 200 C (2016; none in 2025).</summary>
    public Readings ProbeTemperaturesC => edition == Edition.V2025 ? default : new Readings(_table.ProbeTemperaturesC, _body, _table.ProbeTemperaturesC.Offset);

    /// <summary>Highest temperature of the hydrogen system, -40 to 200 C (2016) or 210 C (2025).</summary>
    public Reading HydrogenMaxTemperatureC => _table.HydrogenTemperatureC.Read(Hydrogen);

    /// <summary>Number of its probe, 1 to 252 (2016) or 253 (2025).</summary>
    public Reading HydrogenMaxTemperatureProbe => _table.HydrogenProbe.Read(Hydrogen);

    /// <summary>Highest concentration of hydrogen: mg/kg in 2016, volume percent in 2025.</summary>
    public Reading HydrogenMaxConcentration => _table.Concentration.Read(Hydrogen);

    /// <summary>Number of its sensor.</summary>
    public Reading HydrogenMaxConcentrationSensor => _table.ConcentrationSensor.Read(Hydrogen);

    /// <summary>Highest pressure of hydrogen, 0 to 100.0 MPa.</summary>
    public Reading HydrogenMaxPressureMpa => _table.PressureMpa.Read(Hydrogen);

    /// <summary>Number of its sensor.</summary>
    public Reading HydrogenMaxPressureSensor => _table.PressureSensor.Read(Hydrogen);

    /// <summary>State of the high-voltage DC-DC converter.</summary>
    public DcdcState Dcdc => (DcdcState)_table.Dcdc.Read(Hydrogen);

    /// <summary>Hydrogen left, 0 to 100 % (2025).</summary>
    public Reading HydrogenRemainingPercent => edition == Edition.V2025 ? _table.RemainingPercent.Read(_body) : Reading.Invalid;

    /// <summary>Temperature of the converter's controller, -40 to 210 C (2025).</summary>
    public Reading DcdcControllerTemperatureC => edition == Edition.V2025 ? _table.ControllerTemperatureC.Read(_body) : Reading.Invalid;

    private ReadOnlySpan<byte> Hydrogen => edition == Edition.V2025 ? _body : _body[^_table.Hydrogen.FixedLength..];
}
