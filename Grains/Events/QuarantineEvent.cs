using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Grains.Partitions;

namespace Twins.Grains.Events;

/// <summary>Events of the type report.quarantined: what could not be read or applied, why, and the raw bytes.</summary>
internal static class QuarantineEvent
{
    /// <summary>A frame that could not be read wholly, or that a rule of time refuses.</summary>
    /// <param name="entry">The frame's entry.</param>
    /// <param name="vin">Whose.</param>
    /// <param name="time">Report time where it is known, otherwise the arrival.</param>
    /// <param name="errors">Each with its code and byte offset.</param>
    public static TwinEvent Frame(TwinEntry entry, string vin, DateTimeOffset time, IReadOnlyList<QuarantineError> errors) =>
        Make(entry, vin, time, new QuarantineData(
            errors[0].Code, entry.Link?.Sender, Convert.ToHexStringLower(entry.Payload.Span), errors, null));

    /// <summary>Entries that failed their twin three times.</summary>
    public static TwinEvent PassedOver(TwinEntry entry, PassedOver passed) =>
        Make(entry, passed.TwinId, entry.ReceivedAt, new QuarantineData("twin-failed", null, null, [new("twin-failed", 0, passed.Reason)], passed.Sequence));

    private static TwinEvent Make(TwinEntry entry, string subject, DateTimeOffset time, QuarantineData data) =>
        new(entry.Index, 0, EventTypes.ReportQuarantined, subject, time, entry.ReceivedAt,
            JsonSerializer.Serialize(data, QuarantineJson.Default.QuarantineData));
}

/// <summary>One reason.</summary>
internal sealed record QuarantineError(string Code, int Offset, string Detail);

/// <summary>The event's data.</summary>
internal sealed record QuarantineData(string Reason, string? Sender, string? Raw, IReadOnlyList<QuarantineError> Errors, long? Sequence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QuarantineData))]
internal sealed partial class QuarantineJson : JsonSerializerContext;
