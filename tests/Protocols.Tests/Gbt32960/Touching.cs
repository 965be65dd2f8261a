using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Looks at everything that the readers in place show of a frame.</summary>
internal static class Touching
{
    // Every accessor of everything in place.
    public static double Touch(FrameView frame)
    {
        double sum = frame.Id.Length;
        var units = frame.Units;
        while (units.MoveNext())
            sum += TouchUnit(units.Kind, units.Edition, units.Body);
        sum += units.ErrorOffset + units.ErrorDetail.Length + units.Rest.Length;
        if (VehicleLogin.TryRead(frame, out var login, out _))
            sum += login.Iccid.Length + login.Sequence + (login.PackCount > 0 ? login.Code(login.PackCount - 1).Length : 0);
        if (PlatformLogin.TryRead(frame, out var platform, out _))
            sum += platform.UserName.Length + platform.Password.Length + (int)platform.EncryptionRule;
        if (Logout.TryRead(frame, out var logout, out _))
            sum += logout.Sequence;
        if (SignatureUnit.TryFind(frame, out var signature))
            sum += signature.SignedBytes.Length + signature.R.Length + signature.S.Length;
        sum += TouchCommand(frame);
        if (frame.Answer == AnswerFlag.Command)
            sum += FrameWriter.Answer(new byte[64], frame, AnswerFlag.Error, Samples.Time);
        return sum;
    }

    private static double TouchCommand(FrameView frame)
    {
        double sum = 0;
        if (Activation.TryRead(frame, out var activation, out _))
            sum += activation.ChipId.Length + activation.Vin.Length + activation.PublicKey.Length + activation.Signature.SignedBytes.Length + activation.Signature.S.Length;
        if (ActivationAnswer.TryRead(frame, out var answer, out _))
            sum += (int)answer.Status;
        if (KeyExchange.TryRead(frame, out var key, out _))
            sum += (int)key.Type + key.Key.Length + (key.ValidFrom?.Second ?? 0) + (key.ExpiresAt?.Second ?? 0);
        if (ParameterQuery.TryRead(frame, out var query, out _))
            sum += query.Ids.Length;
        if (ParameterValues.TryRead(frame, out var values, out _))
        {
            foreach (var value in values)
                sum += value.Id + value.Name.Length + value.Text.Length + value.Number.Value;
        }
        if (TerminalControl.TryRead(frame, out var control, out _))
            sum += (int)control.Control + control.Parameters.Length + control.Info.Length + control.Level.Value + control.Upgrade.Length;
        return sum;
    }

    private static double Sum(Readings readings)
    {
        double sum = readings.Count;
        foreach (var value in readings)
            sum += value.Value;
        return sum;
    }

    public static double TouchUnit(UnitKind kind, Edition edition, ReadOnlySpan<byte> body)
    {
        double sum = 0;
        switch (kind)
        {
            case UnitKind.Vehicle:
                var v = new VehicleUnit(edition, body);
                sum = v.SpeedKmh.Value + v.OdometerKm.Value + v.CurrentA.Value + v.InsulationKohm.Value + v.AcceleratorPercent.Value + v.BrakePercent.Value + (int)v.Dcdc + (v.BrakePressed ? 1 : 0);
                break;
            case UnitKind.Motors:
                foreach (var motor in new MotorsUnit(edition, body))
                    sum += motor.Number.Value + motor.TorqueNm.Value + motor.BusCurrentA.Value + motor.ControllerVoltageV.Value;
                break;
            case UnitKind.FuelCell:
                var cell = new FuelCellUnit(edition, body);
                sum = Sum(cell.ProbeTemperaturesC) + cell.HydrogenMaxTemperatureProbe.Value + cell.DcdcControllerTemperatureC.Value + cell.VoltageV.Value + cell.HydrogenMaxPressureMpa.Value + cell.HydrogenRemainingPercent.Value + (int)cell.Dcdc;
                break;
            case UnitKind.FuelCellStacks:
                foreach (var stack in new FuelCellStacksUnit(body))
                    sum += stack.Number.Value + stack.AirInletPressureKpa.Value + Sum(stack.CoolantOutletTemperaturesC);
                break;
            case UnitKind.Supercapacitor:
                var capacitor = new SupercapacitorUnit(body);
                sum = capacitor.System.Value + capacitor.CurrentA.Value + Sum(capacitor.VoltagesV) + Sum(capacitor.TemperaturesC);
                break;
            case UnitKind.SupercapacitorExtremes:
                var range = new SupercapacitorExtremesUnit(body);
                sum = range.MaxCell.Value.Value + range.MinCell.Number.Value + range.MaxProbe.Value.Value + range.MinProbe.Subsystem.Value;
                break;
            case UnitKind.Engine:
                var engine = new EngineUnit(edition, body);
                sum = engine.SpeedRpm.Value + engine.ConsumptionLPer100Km.Value + (int)engine.Status;
                break;
            case UnitKind.Position:
                var position = new PositionUnit(edition, body);
                sum = position.Longitude.Value + position.Latitude.Value + (int)position.System;
                break;
            case UnitKind.Extremes:
                var extremes = new ExtremesUnit(body);
                sum = extremes.MaxCell.Value.Value + extremes.MinCell.Number.Value + extremes.MaxProbe.Value.Value + extremes.MinProbe.Subsystem.Value;
                break;
            case UnitKind.Alarm:
                var alarm = new AlarmUnit(edition, body);
                sum = alarm.Flags + alarm.LevelOf(23).Value + alarm.Battery.Count + alarm.Motor.Count + alarm.Engine.Count + alarm.Other.Count;
                for (var i = 0; i < alarm.Other.Count; i++)
                    sum += alarm.Other[i];
                break;
            case UnitKind.CellVoltages:
                foreach (var cells in new CellVoltagesUnit(edition, body))
                    sum += cells.PackVoltageV.Value + cells.FirstCell.Value + cells.CellCount.Value + (cells.Count > 0 ? cells.VoltageV(cells.Count - 1).Value : 0);
                break;
            case UnitKind.ProbeTemperatures:
                foreach (var probes in new ProbeTemperaturesUnit(edition, body))
                    sum += probes.Subsystem.Value + (probes.Raw.Length > 0 ? probes.TemperatureC(probes.Raw.Length - 1).Value : 0);
                break;
        }
        return sum;
    }
}
