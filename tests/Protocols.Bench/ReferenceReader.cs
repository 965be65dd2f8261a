using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Bench;

/// <summary>What a receiver does with each frame.</summary>
internal static class ReferenceReader
{
    [ThreadStatic]
    private static ushort[]? _millivolts;

    /// <summary>The floor: every byte touched once, for the check code.</summary>
    public static double Check(byte[] bytes) => CheckCode.Of(bytes.AsSpan(2));

    /// <summary>Check code, time, all units, all values of the vehicle, motors, position, extremes and alarms, all cells and probes.</summary>
    public static double Read(byte[] bytes)
    {
        if (!FrameView.TryCreate(bytes, out var frame) || !frame.IsCheckCodeRight || !frame.TryGetTime(out var time))
            throw new InvalidOperationException("The benchmark's own frame is wrong.");
        double sum = time.Ticks;
        var units = frame.Units;
        while (units.MoveNext())
            sum += ReadUnit(units.Kind, units.Edition, units.Body);
        return units.Error == DecodeErrorCode.None ? sum : throw new InvalidOperationException(units.ErrorDetail);
    }

    private static double ReadUnit(UnitKind kind, Edition edition, ReadOnlySpan<byte> body) => kind switch
    {
        UnitKind.Vehicle => ReadVehicle(new VehicleUnit(edition, body)),
        UnitKind.Motors => ReadMotors(new MotorsUnit(edition, body)),
        UnitKind.Position => ReadPosition(new PositionUnit(edition, body)),
        UnitKind.Extremes => ReadExtremes(new ExtremesUnit(body)),
        UnitKind.Alarm => ReadAlarm(new AlarmUnit(edition, body)),
        UnitKind.CellVoltages => ReadCells(new CellVoltagesUnit(edition, body)),
        UnitKind.ProbeTemperatures => ReadProbes(new ProbeTemperaturesUnit(edition, body)),
        _ => 0,
    };

    private static double ReadVehicle(VehicleUnit v) =>
        (int)v.Power + (int)v.Charge + (int)v.Mode + v.SpeedKmh.Value + v.OdometerKm.Value + v.PackVoltageV.Value + v.CurrentA.Value + v.SocPercent.Value
        + (int)v.Dcdc + (int)(v.Gear ?? 0) + v.InsulationKohm.Value;

    private static double ReadMotors(MotorsUnit motors)
    {
        double sum = 0;
        foreach (var m in motors)
            sum += m.Number.Value + (int)m.Status + m.SpeedRpm.Value + m.TorqueNm.Value + m.TemperatureC.Value + m.ControllerTemperatureC.Value;
        return sum;
    }

    private static double ReadPosition(PositionUnit p) => p.Valid ? p.Longitude.Value + p.Latitude.Value : 0;

    private static double ReadExtremes(ExtremesUnit e) => e.MaxCell.Value.Value + e.MinCell.Value.Value + e.MaxProbe.Value.Value + e.MinProbe.Value.Value;

    private static double ReadAlarm(AlarmUnit a) => a.Level.Value + a.Flags + a.Battery.Count + a.Motor.Count + a.Engine.Count + a.Other.Count;

    private static double ReadCells(CellVoltagesUnit cells)
    {
        double sum = 0;
        foreach (var subsystem in cells)
        {
            var millivolts = (_millivolts ??= new ushort[ushort.MaxValue]).AsSpan(0, subsystem.Count);
            subsystem.CopyMillivolts(millivolts);
            sum += subsystem.PackVoltageV.Value + subsystem.CurrentA.Value + subsystem.FirstCell.Value + millivolts[^1];
        }
        return sum;
    }

    private static double ReadProbes(ProbeTemperaturesUnit probes)
    {
        double sum = 0;
        foreach (var subsystem in probes)
        {
            foreach (var raw in subsystem.Raw)
                sum += raw;
        }
        return sum;
    }
}
