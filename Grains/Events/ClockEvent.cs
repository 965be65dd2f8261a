using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Grains.Partitions;

namespace Twins.Grains.Events;

/// <summary>Events of the type system.clock.stepped (R9).</summary>
internal static class ClockEvent
{
    /// <summary>The subject of events that concern no twin.</summary>
    public const string Subject = "system";

    public static TwinEvent Stepped(TwinEntry entry)
    {
        var step = ClockStep.FromPayload(entry.Payload);
        return new TwinEvent(entry.Index, 0, EventTypes.ClockStepped, Subject, step.Time, entry.ReceivedAt,
            JsonSerializer.Serialize(new ClockStepData(Math.Round(step.Offset.TotalSeconds, 3)), ClockEventJson.Default.ClockStepData));
    }
}

/// <summary>The event's data.</summary>
/// <param name="OffsetSeconds">How far the wall clock stepped: positive for forward.</param>
internal sealed record ClockStepData(double OffsetSeconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClockStepData))]
internal sealed partial class ClockEventJson : JsonSerializerContext;
