using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Vehicle data, unit 01 of both editions (clause 7.2.3.1): 20 bytes in 2016, 18 without the pedals in 2025.</summary>
internal sealed class VehicleTable
{
    internal static readonly VehicleTable V2016 = new(Edition.V2016);
    internal static readonly VehicleTable V2025 = new(Edition.V2025);

    private VehicleTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        SpeedKmh = new Number("speedKmh", 2, 0, is2025 ? 5000 : 2200, decimals: 1);
        PackVoltageV = new Number("packVoltageV", 2, 0, is2025 ? 60000 : 10000, decimals: 1);
        CurrentA = is2025 ? Common.Current2025() : Common.Current2016();
        Gear = new GearByte("gear", hasInvalidBit: is2025);
        InsulationKohm = new Number("insulationKohm", 2, 0, 60000, marked: is2025);
        Part[] common = [Power, Charge, Mode, SpeedKmh, OdometerKm, PackVoltageV, CurrentA, SocPercent, Dcdc, Gear, InsulationKohm];
        Layout = new Layout(is2025 ? common : [.. common, AcceleratorPercent, BrakePercent]);
    }

    internal Layout Layout { get; }
    internal Choice<PowerState> Power { get; } = new("power");
    internal Choice<ChargeState> Charge { get; } = new("charge");
    internal Choice<RunMode> Mode { get; } = new("mode");
    internal Number SpeedKmh { get; }
    internal Number OdometerKm { get; } = new("odometerKm", 4, 0, 9_999_999, decimals: 1);
    internal Number PackVoltageV { get; }
    internal Number CurrentA { get; }
    internal Number SocPercent { get; } = new("socPercent", 1, 0, 100);
    internal Choice<DcdcState> Dcdc { get; } = new("dcdc");
    internal GearByte Gear { get; }
    internal Number InsulationKohm { get; }
    internal Number AcceleratorPercent { get; } = new("acceleratorPercent", 1, 0, 100);
    internal BrakePedal BrakePercent { get; } = new("brakePercent");
}

/// <summary>One motor of unit 02 (clause 7.2.3.2): 12 bytes in 2016; 10 in 2025, without voltage and current and with other zeros.</summary>
internal sealed class MotorTable
{
    internal const int Most = 253;
    internal static readonly MotorTable V2016 = new(Edition.V2016);
    internal static readonly MotorTable V2025 = new(Edition.V2025);

    private MotorTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        SpeedRpm = new Number("speedRpm", 2, 0, 65531, zero: is2025 ? -32000 : -20000);
        TorqueNm = is2025
            ? new Number("torqueNm", 4, 0, 400_000, zero: -200_000, decimals: 1)
            : new Number("torqueNm", 2, 0, 65531, zero: -20_000, decimals: 1);
        Part[] common = [Number, Status, ControllerTemperatureC, SpeedRpm, TorqueNm, TemperatureC];
        Item = new Layout(is2025 ? common : [.. common, ControllerVoltageV, BusCurrentA]);
        Layout = new Layout(new Items("items", Most, Item));
    }

    internal Layout Item { get; }
    internal Layout Layout { get; }
    internal Number Number { get; } = new("number", 1, 1, 253);
    internal Choice<MotorState> Status { get; } = new("status");
    internal Number ControllerTemperatureC { get; } = Common.Temperature("controllerTemperatureC");
    internal Number SpeedRpm { get; }
    internal Number TorqueNm { get; }
    internal Number TemperatureC { get; } = Common.Temperature("temperatureC");
    internal Number ControllerVoltageV { get; } = new("controllerVoltageV", 2, 0, 60000, decimals: 1);
    internal Number BusCurrentA { get; } = new("busCurrentA", 2, 0, 20000, zero: -10000, decimals: 1);
}

/// <summary>Engine, unit 04 (clause 7.2.3.4): 5 bytes in 2016, the crank speed alone in 2025.</summary>
internal sealed class EngineTable
{
    internal static readonly EngineTable V2016 = new(Edition.V2016);
    internal static readonly EngineTable V2025 = new(Edition.V2025);

    private EngineTable(Edition edition) =>
        Layout = edition == Edition.V2025 ? new Layout(SpeedRpm) : new Layout(Status, SpeedRpm, ConsumptionLPer100Km);

    internal Layout Layout { get; }
    internal Choice<EngineState> Status { get; } = new("status");
    internal Number SpeedRpm { get; } = new("speedRpm", 2, 0, 60000);
    internal Number ConsumptionLPer100Km { get; } = new("consumptionLPer100Km", 2, 0, 60000, decimals: 2);
}

/// <summary>Position, unit 05 (clause 7.2.3.5): 9 bytes in 2016; 10 with a coordinate system in 2025.</summary>
internal sealed class PositionTable
{
    internal static readonly PositionTable V2016 = new(Edition.V2016);
    internal static readonly PositionTable V2025 = new(Edition.V2025);

    private PositionTable(Edition edition)
    {
        var is2025 = edition == Edition.V2025;
        Valid = new FixByte("valid", coordinatesAt: is2025 ? 2 : 1);
        Layout = is2025 ? new Layout(Valid, System, Longitude, Latitude) : new Layout(Valid, Longitude, Latitude);
    }

    internal Layout Layout { get; }
    internal FixByte Valid { get; }
    internal Choice<CoordinateSystem> System { get; } = new("coordinateSystem");
    internal Coordinate Longitude { get; } = new("longitude", 180, FixByte.West);
    internal Coordinate Latitude { get; } = new("latitude", 90, FixByte.South);
}
