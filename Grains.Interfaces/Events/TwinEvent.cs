namespace Twins.Grains.Events;

/// <summary>Something that happened to a twin, as its rules say it; its partition gives it an id and writes it.</summary>
/// <param name="EntryIndex">The entry of the batch that it follows from.</param>
/// <param name="Ordinal">Its place among the events of the same type from that entry, 0-based.</param>
/// <param name="Type">Short, as in <see cref="EventTypes"/>.</param>
/// <param name="Subject">The VIN or pack code that it is about.</param>
/// <param name="Time">Event time, UTC.</param>
/// <param name="ReceivedAt">Arrival of the entry, UTC.</param>
/// <param name="Data">The CloudEvent's data: one JSON object.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinEvent")]
public sealed record TwinEvent(
    [property: Id(0)] int EntryIndex,
    [property: Id(1)] int Ordinal,
    [property: Id(2)] string Type,
    [property: Id(3)] string Subject,
    [property: Id(4)] DateTimeOffset Time,
    [property: Id(5)] DateTimeOffset ReceivedAt,
    [property: Id(6)] string Data);
