using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Fuel cell, unit 03: electrical values, probes and hydrogen system in 2016 (clause 7.2.3.3); the hydrogen system alone in 2025, 12 bytes.</summary>
internal sealed class FuelCellTable
{
    internal static readonly FuelCellTable V2016 = new(Edition.V2016);
    internal static readonly FuelCellTable V2025 = new(Edition.V2025);

    private FuelCellTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        HydrogenTemperatureC = is2025
            ? new Number("hydrogenMaxTemperatureC", 2, 0, 250, zero: -40)
            : new Number("hydrogenMaxTemperatureC", 2, 0, 2400, zero: -400, decimals: 1);
        HydrogenProbe = Place("hydrogenMaxTemperatureProbe", is2025);
        Concentration = is2025
            ? new Number("hydrogenMaxConcentrationPercent", 2, 0, 60000, decimals: 4)
            : new Number("hydrogenMaxConcentrationMgPerKg", 2, 0, 60000, doubtful: 50000);
        ConcentrationSensor = Place("hydrogenMaxConcentrationSensor", is2025);
        PressureSensor = Place("hydrogenMaxPressureSensor", is2025);
        Part[] hydrogen = [HydrogenTemperatureC, HydrogenProbe, Concentration, ConcentrationSensor, PressureMpa, PressureSensor, Dcdc];
        Layout = is2025
            ? new Layout([.. hydrogen, RemainingPercent, ControllerTemperatureC])
            : new Layout([VoltageV, CurrentA, ConsumptionKgPer100Km, ProbeTemperaturesC, .. hydrogen]);
        // Made last: the entries behind the probes keep the places that they have in a layout of their own, counted from the end of the probes.
        Hydrogen = new Layout(hydrogen);
    }

    internal Layout Layout { get; }
    internal Layout Hydrogen { get; }
    internal Number VoltageV { get; } = new("voltageV", 2, 0, 20000, decimals: 1);
    internal Number CurrentA { get; } = new("currentA", 2, 0, 20000, decimals: 1);
    internal Number ConsumptionKgPer100Km { get; } = new("consumptionKgPer100Km", 2, 0, 60000, decimals: 2);
    internal Series ProbeTemperaturesC { get; } = new("probeTemperaturesC", 2, 65531, new Number("temperatureC", 1, 0, 240, zero: -40));
    internal Number HydrogenTemperatureC { get; }
    internal Number HydrogenProbe { get; }
    internal Number Concentration { get; }
    internal Number ConcentrationSensor { get; }
    internal Number PressureMpa { get; } = new("hydrogenMaxPressureMpa", 2, 0, 1000, decimals: 1);
    internal Number PressureSensor { get; }
    internal Choice<DcdcState> Dcdc { get; } = new("dcdc");
    internal Number RemainingPercent { get; } = new("hydrogenRemainingPercent", 1, 0, 100);
    internal Number ControllerTemperatureC { get; } = Common.Temperature("dcdcControllerTemperatureC");

    private static Number Place(string name, bool is2025) => new(name, 1, 1, is2025 ? 253 : 252);
}

/// <summary>Fuel-cell stacks, unit 30 of 2025.</summary>
internal static class StackTable
{
    internal static readonly Number Number = new("number", 1, 1, 253);
    internal static readonly Number VoltageV = new("voltageV", 2, 0, 20000, decimals: 1);
    internal static readonly Number CurrentA = new("currentA", 2, 0, 20000, decimals: 1);
    internal static readonly Number HydrogenInletPressureKpa = new("hydrogenInletPressureKpa", 2, 0, 5000, zero: -1000, decimals: 1);
    internal static readonly Number AirInletPressureKpa = new("airInletPressureKpa", 2, 0, 5000, zero: -1000, decimals: 1);
    internal static readonly Number AirInletTemperatureC = Common.Temperature("airInletTemperatureC");
    internal static readonly Series CoolantTemperaturesC = new("coolantOutletTemperaturesC", 2, 65531, Common.Temperature("temperatureC"));

    internal static readonly Layout Item =
        new(Number, VoltageV, CurrentA, HydrogenInletPressureKpa, AirInletPressureKpa, AirInletTemperatureC, CoolantTemperaturesC);

    internal static readonly Layout Layout = new(new Items("items", 253, Item));
}

/// <summary>Supercapacitor, unit 31 of 2025. Cells and probes stand in objects of their own, so that their absences do.</summary>
internal static class SupercapacitorTable
{
    internal static readonly Number System = new("system", 1, 1, 253);
    internal static readonly Number VoltageV = new("voltageV", 2, 0, 10000, decimals: 1);
    internal static readonly Number CurrentA = Common.Current2025();
    internal static readonly Series VoltagesV = new("voltagesV", 2, 65531, Common.CellVoltage(60000));
    internal static readonly Series TemperaturesC = new("temperaturesC", 2, 65531, Common.Temperature("temperatureC"));

    internal static readonly Group Cells = new("cells", new Layout(VoltagesV));

    internal static readonly Layout Layout = new(System, VoltageV, CurrentA, Cells, new Group("probes", new Layout(TemperaturesC)));
}

/// <summary>The signature that ends a report of 2025, type FF: algorithm, R and S (table 8).</summary>
internal static class SignatureTable
{
    internal static readonly Choice<SignatureAlgorithm> Algorithm = new("algorithm");
    internal static readonly Layout Layout = new(Algorithm, new Blob("r"), new Blob("s"));
}

/// <summary>Custom units, types 80 to FE: their length and bytes.</summary>
internal static class CustomTable
{
    internal static readonly Layout Layout = new(new Blob("data"));
}
