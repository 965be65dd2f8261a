using Twins.Grains.Events;

namespace Twins.Silo.Replay;

/// <summary>How an event of today differs from that of the event log.</summary>
internal enum DifferenceKind
{
    /// <summary>Today's rules give it, and the event log does not have it.</summary>
    Added,

    /// <summary>The event log has it, and today's rules do not give it.</summary>
    Missing,

    /// <summary>Both have it, with other content.</summary>
    Changed,
}

/// <summary>One difference.</summary>
/// <param name="Place">Partition and sequence.</param>
/// <param name="Kind">How.</param>
/// <param name="Event">The event as today's rules have it, or as the event log has it where they have none.</param>
/// <param name="DependsOnEarlier">The state before the oldest batch kept is not known, and may be the reason.</param>
internal sealed record EventDifference(string Place, DifferenceKind Kind, EventRecord Event, bool DependsOnEarlier)
{
    /// <summary>One line.</summary>
    public override string ToString()
    {
        var mark = Kind switch { DifferenceKind.Added => '+', DifferenceKind.Missing => '-', _ => '~' };
        var line = $"{mark} {Place} {Event.Type} {Event.Subject} {Event.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Event.Id} {Event.Data}";
        return DependsOnEarlier ? $"{line} (depends on earlier history)" : line;
    }

    /// <summary>Compares the events of one batch.</summary>
    public static IEnumerable<EventDifference> Of(string place, IReadOnlyList<EventRecord> today, IReadOnlyList<EventRecord> logged, bool dependsOnEarlier)
    {
        var known = logged.ToDictionary(record => record.Id, StringComparer.Ordinal);
        foreach (var record in today)
        {
            if (!known.Remove(record.Id, out var before)) yield return new EventDifference(place, DifferenceKind.Added, record, dependsOnEarlier);
            else if (before with { Cursor = "" } != record) yield return new EventDifference(place, DifferenceKind.Changed, record, dependsOnEarlier);
        }

        foreach (var record in known.Values) yield return new EventDifference(place, DifferenceKind.Missing, record, dependsOnEarlier);
    }
}
