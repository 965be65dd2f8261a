using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>What rules need of one report, read in one walk over its units. A value that is absent is null.</summary>
internal struct ReportFacts
{
    public DateTimeOffset Time { get; private set; }

    public Edition Edition { get; private set; }

    public bool HasVehicle { get; private set; }

    /// <summary>Null where it is absent or no member of its table.</summary>
    public PowerState? Power { get; private set; }

    /// <inheritdoc cref="Power"/>
    public ChargeState? Charge { get; private set; }

    public double? SpeedKmh { get; private set; }

    public double? OdometerKm { get; private set; }

    public double? PackVoltageV { get; private set; }

    public double? CurrentA { get; private set; }

    public int? SocPercent { get; private set; }

    /// <summary>Null without a position unit, and for an invalid fix.</summary>
    public (double Longitude, double Latitude)? Position { get; private set; }

    public bool HasAlarm { get; private set; }

    /// <summary>Null where it is absent: such an alarm unit changes nothing.</summary>
    public int? AlarmLevel { get; private set; }

    public uint AlarmFlags { get; private set; }

    /// <summary>Bit n - 1 for each subsystem n up to 64 that has cells or probes here, for packs that no login named.</summary>
    public ulong Subsystems { get; private set; }

    /// <summary>Why the walk ended early, and where in the data unit.</summary>
    public DecodeErrorCode Error { get; private set; }

    public int ErrorOffset { get; private set; }

    public string ErrorDetail { get; private set; }

    public int Units { get; private set; }

    public readonly double? PowerW => PackVoltageV * CurrentA;

    public static ReportFacts Read(in FrameView frame, DateTimeOffset time)
    {
        var facts = new ReportFacts { Time = time, Edition = frame.Edition, ErrorDetail = "" };
        var units = frame.Units;
        while (units.MoveNext()) facts.Add(units);
        if (units.Error == DecodeErrorCode.None) return facts;
        facts.Error = units.Error;
        facts.ErrorOffset = FrameView.HeaderLength + units.ErrorOffset;
        facts.ErrorDetail = units.ErrorDetail;
        return facts;
    }

    private void Add(in UnitReader units)
    {
        Units++;
        switch (units.Kind)
        {
            case UnitKind.Vehicle:
                AddVehicle(new VehicleUnit(units.Edition, units.Body));
                break;
            case UnitKind.Position:
                var position = new PositionUnit(units.Edition, units.Body);
                if (position.Valid && position.Longitude.TryGet(out var longitude) && position.Latitude.TryGet(out var latitude)) Position = (longitude, latitude);
                break;
            case UnitKind.Alarm:
                var alarm = new AlarmUnit(units.Edition, units.Body);
                HasAlarm = true;
                AlarmLevel = Integer(alarm.Level);
                AlarmFlags = alarm.Flags;
                break;
            case UnitKind.CellVoltages:
                foreach (var pack in new CellVoltagesUnit(units.Edition, units.Body)) AddSubsystem(pack.Subsystem);
                break;
            case UnitKind.ProbeTemperatures:
                foreach (var pack in new ProbeTemperaturesUnit(units.Edition, units.Body)) AddSubsystem(pack.Subsystem);
                break;
        }
    }

    private void AddVehicle(in VehicleUnit unit)
    {
        HasVehicle = true;
        Power = unit.Power is PowerState.On or PowerState.Off or PowerState.Other ? unit.Power : null;
        Charge = unit.Charge is >= ChargeState.ParkedCharging and <= ChargeState.Complete ? unit.Charge : null;
        SpeedKmh = Number(unit.SpeedKmh);
        OdometerKm = Number(unit.OdometerKm);
        PackVoltageV = Number(unit.PackVoltageV);
        CurrentA = Number(unit.CurrentA);
        SocPercent = Integer(unit.SocPercent);
    }

    private void AddSubsystem(Reading subsystem)
    {
        if (Integer(subsystem) is >= 1 and <= 64 and var number) Subsystems |= 1UL << (number - 1);
    }

    private static double? Number(Reading reading) => reading.TryGet(out var value) ? value : null;

    private static int? Integer(Reading reading) => reading.TryGet(out var value) ? (int)value : null;
}
