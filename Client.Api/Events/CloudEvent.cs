using System.Text.Json.Serialization;
using Twins.Client.Api.Documents;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>A CloudEvent 1.0 in its JSON format.</summary>
/// <param name="SpecVersion">1.0.</param>
/// <param name="Id">32 hexadecimal digits; the same event always has the same id.</param>
/// <param name="Source">Path of the twin.</param>
/// <param name="Type">For example <c>twins.vehicle.trip.started.v1</c>.</param>
/// <param name="Subject">VIN or pack code.</param>
/// <param name="Time">Event time.</param>
/// <param name="DataContentType">application/json.</param>
/// <param name="Data">By type.</param>
/// <param name="Cursor">Extension: opaque place in the log, for <c>after</c> and <c>Last-Event-ID</c>.</param>
/// <param name="ReceivedAt">Extension: arrival of what caused it.</param>
internal sealed record CloudEvent(
    [property: JsonPropertyName("specversion")] string SpecVersion,
    string Id,
    string Source,
    string Type,
    string Subject,
    DateTimeOffset Time,
    [property: JsonPropertyName("datacontenttype")] string DataContentType,
    JsonText Data,
    string Cursor,
    [property: JsonPropertyName("receivedat")] DateTimeOffset ReceivedAt)
{
    internal static CloudEvent Of(EventRecord record) => new(
        "1.0", record.Id, record.Source, record.Type, record.Subject, record.Time, "application/json", new JsonText(record.Data), record.Cursor, record.ReceivedAt);
}
