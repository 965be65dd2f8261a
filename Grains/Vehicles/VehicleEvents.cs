using System.Text.Json.Serialization;
using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>Data of link events.</summary>
internal sealed record LinkEvent(LinkKind Kind, string Sender, int? LoginSequence, string? Reason, string? PreviousSender = null);

/// <summary>Data of silence events.</summary>
internal sealed record SilenceEvent(DateTimeOffset? LastReceivedAt);

/// <summary>Data of alarm events.</summary>
internal sealed record AlarmEvent(string AlarmId, string Flag, int Level, int? PreviousLevel, DateTimeOffset EventTime, bool? Late = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(CamelCaseEnum<LinkKind>), typeof(UtcConverter)])]
[JsonSerializable(typeof(LinkEvent))]
[JsonSerializable(typeof(SilenceEvent))]
[JsonSerializable(typeof(AlarmEvent))]
[JsonSerializable(typeof(Trip))]
[JsonSerializable(typeof(ChargingSession))]
internal sealed partial class VehicleEventJson : JsonSerializerContext;
