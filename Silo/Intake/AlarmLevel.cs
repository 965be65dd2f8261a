using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>Reads out of a report whether it can wait.</summary>
internal static class AlarmLevel
{
    /// <summary>From this level on a report is taken whatever the load (GB/T 32960.3, alarm unit: 3 asks for help at once, 4 is thermal runaway).</summary>
    private const double Urgent = 3;

    /// <summary>Whether a report, as far as it can be read, carries an alarm of level 3 or 4, which a RESS thermal event (2025) always is. An encrypted one does not show it.</summary>
    public static bool IsUrgent(ReadOnlySequence<byte> frame, CustomUnits custom)
    {
        if (!FrameView.TryCreate(frame.IsSingleSegment ? frame.FirstSpan : frame.ToArray(), custom, out var view) || view.IsEncrypted) return false;
        var units = view.Units;
        while (units.MoveNext())
        {
            if (units.Kind != UnitKind.Alarm) continue;
            var alarm = new AlarmUnit(units.Edition, units.Body);
            if ((alarm.Level.TryGet(out var level) && level >= Urgent) || AlarmFlags.HasThermalEvent(units.Edition, alarm.Flags)) return true;
        }

        return false;
    }
}
