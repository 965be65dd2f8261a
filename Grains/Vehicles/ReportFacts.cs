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

    /// <summary>Hydrogen left, 0 to 100; null where it is not told (2025 tells it).</summary>
    public int? HydrogenPercent { get; private set; }

    /// <summary>Whether the report ends with a signature.</summary>
    public bool HasSignature { get; private set; }

    /// <summary>WGS-84. Null without a position unit, for an invalid fix, and for one of a datum that is not known.</summary>
    public (double Longitude, double Latitude)? Position { get; private set; }

    public bool HasAlarm { get; private set; }

    /// <summary>Null where it is absent: such an alarm unit changes nothing.</summary>
    public int? AlarmLevel { get; private set; }

    /// <summary>Without the bits that the edition leaves open.</summary>
    public uint AlarmFlags { get; private set; }

    /// <summary>A RESS thermal event (2025): level 4, also where no level or another stands beside it.</summary>
    public readonly bool HasThermalEvent => Protocols.Gbt32960.AlarmFlags.HasThermalEvent(Edition, AlarmFlags);

    /// <summary>Four bits for each flag: 0 for none, otherwise its level plus one.</summary>
    private UInt128 FlagLevels { get; set; }

    /// <summary>Subsystems that have cells or probes here, for packs that no login named.</summary>
    public SubsystemSet Subsystems;

    /// <summary>Why the walk ended early, and where in the data unit.</summary>
    public DecodeErrorCode Error { get; private set; }

    public int ErrorOffset { get; private set; }

    public string ErrorDetail { get; private set; }

    public int Units { get; private set; }

    public readonly double? PowerW => PackVoltageV * CurrentA;

    /// <summary>The level of a flag: its own where it has one (2025), otherwise that of all. A thermal event is always level 4.</summary>
    public readonly int LevelOf(int bit)
    {
        if (Edition == Edition.V2025 && bit == Protocols.Gbt32960.AlarmFlags.ThermalEventBit) return 4;
        var level = (int)(FlagLevels >> (4 * bit) & 0xF) - 1;
        return level > 0 ? level : AlarmLevel ?? 0;
    }

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
                if (position.Valid) Position = PositionJson.PlaceOf(position) ?? Position;
                break;
            case UnitKind.FuelCell:
                HydrogenPercent = Integer(new FuelCellUnit(units.Edition, units.Body).HydrogenRemainingPercent) ?? HydrogenPercent;
                break;
            case UnitKind.Signature:
                HasSignature = true;
                break;
            case UnitKind.Alarm:
                AddAlarm(new AlarmUnit(units.Edition, units.Body));
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

    private void AddAlarm(in AlarmUnit alarm)
    {
        HasAlarm = true;
        AlarmLevel = Integer(alarm.Level);
        AlarmFlags = Protocols.Gbt32960.AlarmFlags.Defined(Edition, alarm.Flags);
        for (var rest = Edition == Edition.V2025 ? AlarmFlags : 0; rest != 0; rest &= rest - 1)
        {
            var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
            if (Integer(alarm.LevelOf(bit)) is { } level) FlagLevels |= (UInt128)(level + 1) << (4 * bit);
        }
    }

    private void AddSubsystem(Reading subsystem)
    {
        if (Integer(subsystem) is { } number) Subsystems.Add(number);
    }

    private static double? Number(Reading reading) => reading.TryGet(out var value) ? value : null;

    private static int? Integer(Reading reading) => reading.TryGet(out var value) ? (int)value : null;
}
