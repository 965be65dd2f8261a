using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// The general alarm flags as alarms with a life (GB/T 32960.3, 7.2.3.8). Key = (twin, flag); a level without a flag is the flag <c>unspecified</c>, and so is a highest level
/// above those of all flags (2025, where each has its own); an invalid level changes nothing, but that a RESS thermal event is level 4 whatever level stands beside it.
/// </summary>
internal static class AlarmRule
{
    private const string Unspecified = "unspecified";
    private const int SeriousLevel = 3;

    /// <summary>Whether anything changed.</summary>
    public static bool Apply(ref VehicleCore core, string vin, in ReportFacts report, Outcome outcome)
    {
        if (!IsTelling(report)) return false;
        var before = core.Alarms;
        if (before.IsEmpty && report is { AlarmLevel: 0, AlarmFlags: 0 }) return false;
        var now = AlarmsOf(report, before);
        foreach (var alarm in before.Where(alarm => !now.Any(one => one.Flag == alarm.Flag))) Tell(EventTypes.AlarmCleared, alarm, null, report.Time, outcome);
        var at = report.Time;
        core.Alarms = [.. now.Select(one => Raise(before, vin, one.Flag, one.Level, at))];
        var changed = before.Length != core.Alarms.Length;
        foreach (var alarm in core.Alarms)
        {
            var earlier = before.FirstOrDefault(a => a.Flag == alarm.Flag);
            if (earlier is null) Tell(EventTypes.AlarmRaised, alarm, null, report.Time, outcome);
            else if (alarm.Level > earlier.Level) Tell(EventTypes.AlarmEscalated, alarm, earlier.Level, report.Time, outcome);
            changed |= earlier?.Level != alarm.Level;
            if (alarm.Level >= SeriousLevel) core.Serious = SeriousSpan.With(core.Serious, alarm.Flag, report.Time);
        }

        return changed;
    }

    /// <summary>Level 3 or 4 that is seen in late data only: told once, marked late; the live alarms stay as they are.</summary>
    public static void ApplyLate(ref VehicleCore core, string vin, in ReportFacts report, Outcome outcome)
    {
        if (!IsTelling(report)) return;
        var live = core.Alarms;
        foreach (var (flag, level) in AlarmsOf(report, []))
        {
            if (level < SeriousLevel) continue;
            var isTold = SeriousSpan.IsKnown(core.Serious, flag, report.Time) || live.Any(alarm => alarm.Flag == flag && alarm.Level >= level);
            core.Serious = SeriousSpan.With(core.Serious, flag, report.Time);
            if (isTold) continue;
            var alarm = new VehicleAlarm(IdOf(vin, flag, report.Time), flag, level, report.Time);
            outcome.Add(EventTypes.AlarmRaised, report.Time,
                new AlarmEvent(alarm.Id, flag, level, null, report.Time, Late: true), VehicleEventJson.Default.AlarmEvent);
        }
    }

    private static bool IsTelling(in ReportFacts report) => report.HasAlarm && (report.AlarmLevel is not null || report.HasThermalEvent);

    /// <summary>What is on by a report. Without a valid level it says nothing of those that are on, but for a thermal event.</summary>
    private static ImmutableArray<(string Flag, int Level)> AlarmsOf(in ReportFacts report, ImmutableArray<VehicleAlarm> live)
    {
        if (report.AlarmLevel is not { } highest)
        {
            var flag = AlarmFlags.NameOf(report.Edition, AlarmFlags.ThermalEventBit);
            return [.. live.Where(alarm => alarm.Flag != flag).Select(alarm => (alarm.Flag, alarm.Level)), (flag, report.LevelOf(AlarmFlags.ThermalEventBit))];
        }

        if (report.AlarmFlags == 0) return highest == 0 ? [] : [(Unspecified, highest)];
        var alarms = ImmutableArray.CreateBuilder<(string Flag, int Level)>();
        for (var rest = report.AlarmFlags; rest != 0; rest &= rest - 1)
        {
            var bit = BitOperations.TrailingZeroCount(rest);
            alarms.Add((AlarmFlags.NameOf(report.Edition, bit), report.LevelOf(bit)));
        }

        if (alarms.Max(one => one.Level) < highest) alarms.Add((Unspecified, highest));
        return alarms.ToImmutable();
    }

    private static VehicleAlarm Raise(ImmutableArray<VehicleAlarm> before, string vin, string flag, int level, DateTimeOffset at) =>
        before.FirstOrDefault(alarm => alarm.Flag == flag) is { } known
            ? known.Level == level ? known : known with { Level = level }
            : new VehicleAlarm(IdOf(vin, flag, at), flag, level, at);

    private static string IdOf(string vin, string flag, DateTimeOffset raisedAt)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{vin}\n{flag}\n{raisedAt.UtcTicks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static void Tell(string type, VehicleAlarm alarm, int? previousLevel, DateTimeOffset time, Outcome outcome) =>
        outcome.Add(type, time, new AlarmEvent(alarm.Id, alarm.Flag, alarm.Level, previousLevel, time), VehicleEventJson.Default.AlarmEvent);
}
