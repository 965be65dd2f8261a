using System.Collections.Immutable;
using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>How a twin took a call of its partition.</summary>
[GenerateSerializer]
public enum TwinStatus
{
    /// <summary>Done.</summary>
    Ok = 1,

    /// <summary>The twin is new, of an older epoch, or not at the position: it must be restored first.</summary>
    NeedState = 2,

    /// <summary>The caller's epoch is older than one the twin has seen: the caller is no longer the partition.</summary>
    Fenced = 3,
}

/// <summary>A twin's answer: what it now looks like and what follows for others.</summary>
/// <param name="Status">How it went; the rest is empty unless Ok.</param>
/// <param name="Row">The new row.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="Consequences">What follows for twins of other partitions, in order.</param>
/// <param name="Reports">What became of the reports among the entries.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinReply")]
public sealed record TwinReply(
    [property: Id(0)] TwinStatus Status,
    [property: Id(1)] TwinRow? Row,
    [property: Id(2)] ImmutableArray<TwinEvent> Events,
    [property: Id(3)] ImmutableArray<Consequence> Consequences,
    [property: Id(4)] ReportCounts Reports)
{
    /// <summary>The twin must be restored first.</summary>
    public static TwinReply NeedState { get; } = new(TwinStatus.NeedState, null, [], [], default);

    /// <summary>The caller is no longer the partition.</summary>
    public static TwinReply Fenced { get; } = new(TwinStatus.Fenced, null, [], [], default);

    /// <summary>The twin is where it was put.</summary>
    public static TwinReply Restored { get; } = new(TwinStatus.Ok, null, [], [], default);

    /// <summary>Done, with nothing to send out.</summary>
    public static TwinReply Quiet(TwinRow row, ReportCounts reports = default) => new(TwinStatus.Ok, row, [], [], reports);

    /// <summary>Nothing is to be sent out.</summary>
    public bool IsQuiet => Events.IsEmpty && Consequences.IsEmpty;
}

/// <summary>What became of realtime and reissue reports, each counted once.</summary>
/// <param name="Applied">Changed live state.</param>
/// <param name="Late">Older than what is live, or re-sent: history only.</param>
/// <param name="Duplicate">Same time and content as one of the last eight.</param>
/// <param name="OutOfOrder">Of the late ones, those sent as realtime (0x02) reports.</param>
/// <param name="Quarantined">Not wholly readable, or more than five minutes ahead of their arrival.</param>
[GenerateSerializer, Immutable, Alias("Twins.ReportCounts")]
public readonly record struct ReportCounts(
    [property: Id(0)] long Applied,
    [property: Id(1)] long Late,
    [property: Id(2)] long Duplicate,
    [property: Id(3)] long OutOfOrder,
    [property: Id(4)] long Quarantined)
{
    /// <summary>All reports counted here; out of order is a part of late.</summary>
    public long Total => Applied + Late + Duplicate + Quarantined;

    /// <summary>The sums.</summary>
    public static ReportCounts operator +(ReportCounts left, ReportCounts right) => Add(left, right);

    /// <summary>The sums.</summary>
    public static ReportCounts Add(ReportCounts left, ReportCounts right) => new(
        left.Applied + right.Applied, left.Late + right.Late, left.Duplicate + right.Duplicate,
        left.OutOfOrder + right.OutOfOrder, left.Quarantined + right.Quarantined);
}

/// <summary>What follows from an entry for a twin of another partition; becomes an entry of that partition's log.</summary>
/// <param name="Kind">The target's kind.</param>
/// <param name="Id">The target's id.</param>
/// <param name="At">Event time, UTC.</param>
/// <param name="Payload">JSON, read by the target's rules.</param>
/// <param name="ReceivedAt">Arrival of the entry that it follows from, UTC.</param>
[GenerateSerializer, Immutable, Alias("Twins.Consequence")]
public sealed record Consequence(
    [property: Id(0)] TwinKind Kind,
    [property: Id(1)] string Id,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] ReadOnlyMemory<byte> Payload,
    [property: Id(4)] DateTimeOffset ReceivedAt);
