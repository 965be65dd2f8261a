using System.Collections.Immutable;

namespace Twins.Grains.Events;

/// <summary>An event as it stands in the event log, for good.</summary>
/// <param name="Id">32 hexadecimal digits; the same event always has the same id.</param>
/// <param name="Type">The CloudEvents type, for example <c>twins.vehicle.trip.started.v1</c>.</param>
/// <param name="Source">Path of the twin, for example <c>/v1/vehicles/{vin}</c>.</param>
/// <param name="Subject">VIN or pack code.</param>
/// <param name="Time">Event time, UTC.</param>
/// <param name="ReceivedAt">Arrival of what caused it, UTC.</param>
/// <param name="Data">One JSON object.</param>
/// <param name="Cursor">Opaque place in the log; empty before it is written.</param>
[GenerateSerializer, Immutable, Alias("Twins.EventRecord")]
public sealed record EventRecord(
    [property: Id(0)] string Id,
    [property: Id(1)] string Type,
    [property: Id(2)] string Source,
    [property: Id(3)] string Subject,
    [property: Id(4)] DateTimeOffset Time,
    [property: Id(5)] DateTimeOffset ReceivedAt,
    [property: Id(6)] string Data,
    [property: Id(7)] string Cursor = "");

/// <summary>Which events to read.</summary>
/// <param name="After">Events after this cursor; null from the beginning.</param>
/// <param name="Subject">Only of this VIN or pack code; null for all.</param>
/// <param name="Types">Only of these CloudEvents types; empty for all.</param>
/// <param name="Limit">At most so many, 1 to 1000.</param>
[GenerateSerializer, Immutable, Alias("Twins.EventQuery")]
public sealed record EventQuery(
    [property: Id(0)] string? After,
    [property: Id(1)] string? Subject,
    [property: Id(2)] ImmutableArray<string> Types,
    [property: Id(3)] int Limit);

/// <summary>Events in the log's order.</summary>
/// <param name="Events">Each with its cursor.</param>
/// <param name="More">More match behind the last of these.</param>
/// <param name="Cursor">Where to go on: behind the last event that was looked at, matching or not; null while the log is empty.</param>
[GenerateSerializer, Immutable, Alias("Twins.EventPage")]
public sealed record EventPage(
    [property: Id(0)] ImmutableArray<EventRecord> Events,
    [property: Id(1)] bool More,
    [property: Id(2)] string? Cursor);

/// <summary>The cursor given is not one of this log.</summary>
[GenerateSerializer, Alias("Twins.EventCursorException")]
public sealed class EventCursorException : Exception
{
    /// <summary>Without a reason.</summary>
    public EventCursorException() : this("The cursor is not one of this event log.") { }

    /// <summary>With a reason.</summary>
    public EventCursorException(string message) : base(message) { }

    /// <summary>With a reason and its cause.</summary>
    public EventCursorException(string message, Exception innerException) : base(message, innerException) { }
}
