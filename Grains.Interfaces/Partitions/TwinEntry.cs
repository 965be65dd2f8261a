namespace Twins.Grains.Partitions;

/// <summary>What an entry of a log is. The numbers are stored; never change one.</summary>
[GenerateSerializer]
public enum EntryKind
{
    /// <summary>A protocol frame as received. Payload: the raw bytes.</summary>
    Frame = 1,

    /// <summary>A session for this twin was opened without a frame of the twin. Payload: empty.</summary>
    SessionOpened = 2,

    /// <summary>The session ended without a logout. Payload: empty.</summary>
    SessionClosed = 3,

    /// <summary>An operator's command. Payload: JSON.</summary>
    Command = 4,

    /// <summary>Stream time moved on. Payload: <c>Tick</c>.</summary>
    Tick = 5,

    /// <summary>Something that happened to a twin of another partition and changes this one. Payload: what its kind of twin is told, <c>PackChange</c>.</summary>
    Consequence = 6,

    /// <summary>Addressed to the partition: an entry that failed its twin three times is passed over from now on. Payload: JSON.</summary>
    Quarantine = 7,

    /// <summary>A protocol frame with what the intake found out about it. Payload: <c>FrameNote</c>, then the frame, decrypted where that was possible.</summary>
    ExaminedFrame = 8,

    /// <summary>Addressed to the partition: the wall clock stepped. Payload: JSON.</summary>
    ClockStep = 9,
}

/// <summary>One entry of a partition's log as its twin sees it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Its place in the batch, 0-based; part of the ids of the events that follow from it.</param>
/// <param name="ReceivedAt">When it arrived, UTC, by the writer's monotonic clock.</param>
/// <param name="Link">The session it came by; null for entries that came by none.</param>
/// <param name="Payload">By kind; read-only, never pooled.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinEntry")]
public sealed record TwinEntry(
    [property: Id(0)] EntryKind Kind,
    [property: Id(1)] int Index,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] LinkSession? Link,
    [property: Id(4)] ReadOnlyMemory<byte> Payload)
{
    /// <summary>It arrived while the wall clock was not to be trusted (R9): its arrival says nothing about the time of its report.</summary>
    [Id(5)]
    public bool IsClockUnsettled { get; init; }
}

/// <summary>Whether a session carries one vehicle or many.</summary>
[GenerateSerializer]
public enum LinkKind
{
    /// <summary>A vehicle's own terminal.</summary>
    Terminal = 1,

    /// <summary>A manufacturer's platform, which carries many vehicles.</summary>
    Platform = 2,
}

/// <summary>A connection over which frames came.</summary>
/// <param name="Incarnation">The run of the intake that held it; unique for ever.</param>
/// <param name="Number">The connection's number within that run.</param>
/// <param name="Kind">Terminal or platform.</param>
/// <param name="Sender">The account's name; the VIN for an unregistered terminal.</param>
[GenerateSerializer, Immutable, Alias("Twins.LinkSession")]
public sealed record LinkSession(
    [property: Id(0)] string Incarnation,
    [property: Id(1)] long Number,
    [property: Id(2)] LinkKind Kind,
    [property: Id(3)] string Sender);
