using System.Collections.Immutable;

namespace Twins.Grains.Vehicles;

/// <summary>From when to when a flag was seen at level 3 or 4, live or late, by report time.</summary>
internal sealed record SeriousSpan(string Flag, DateTimeOffset From, DateTimeOffset To)
{
    private bool Holds(string flag, DateTimeOffset time) => Flag == flag && time >= From - Limits.LongGap && time <= To + Limits.LongGap;

    /// <summary>Whether a report within or next to a span tells nothing new: also when it is sent again, however late.</summary>
    public static bool IsKnown(ImmutableArray<SeriousSpan> spans, string flag, DateTimeOffset time)
    {
        foreach (var span in spans)
            if (span.Holds(flag, time)) return true;
        return false;
    }

    /// <summary>The spans with one more report.</summary>
    public static ImmutableArray<SeriousSpan> With(ImmutableArray<SeriousSpan> spans, string flag, DateTimeOffset time)
    {
        for (var i = 0; i < spans.Length; i++)
        {
            var span = spans[i];
            if (!span.Holds(flag, time)) continue;
            if (time >= span.From && time <= span.To) return spans;
            return spans.SetItem(i, span with { From = time < span.From ? time : span.From, To = time > span.To ? time : span.To });
        }

        return [.. spans.OrderBy(span => span.To).TakeLast(Limits.SeriousSpans - 1), new SeriousSpan(flag, time, time)];
    }
}
