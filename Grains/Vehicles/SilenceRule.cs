using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>Silence compares arrival times with ticks; time in which the intake was not accepting does not count (R9).</summary>
internal static class SilenceRule
{
    public static void Apply(ref VehicleCore core, Tick tick, Outcome outcome)
    {
        if (core.LastFrameAt is not { } last) return;
        var silentFor = TickRule.SilentFor(last, tick);
        if (silentFor >= tick.OfflineAfter)
        {
            TripRule.EndAtLast(ref core, outcome);
            ChargingRule.EndAtLast(ref core, outcome);
        }

        if (core.Link is not { Open: true }) return;
        var silence = silentFor >= tick.OfflineAfter ? Silence.Offline : silentFor >= tick.SilentAfter ? Silence.Silent : Silence.None;
        if (silence <= core.Silence) return;
        core.Silence = silence;
        outcome.Add(silence == Silence.Silent ? EventTypes.Silent : EventTypes.Offline, tick.Time,
            new SilenceEvent(core.LastFrameAt), VehicleEventJson.Default.SilenceEvent);
    }

    /// <summary>The silence after which a tick can change something; null when none can.</summary>
    public static TwinWait? WaitOf(in VehicleCore core)
    {
        if (core.LastFrameAt is not { } last) return null;
        if (core.Link is { Open: true } && core.Silence == Silence.None) return new TwinWait(last, WaitKind.Silence);
        var waiting = core.TripMeter is not null || core.ChargeMeter is not null || core is { Link.Open: true, Silence: Silence.Silent };
        return waiting ? new TwinWait(last, WaitKind.LongSilence) : null;
    }
}
