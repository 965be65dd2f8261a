using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twins.Grains.Partitions;

/// <summary>The payload of a tick: all that rules know of the clock (R9).</summary>
/// <param name="Time">Stream time, UTC; never goes backwards within a log.</param>
/// <param name="AcceptingSince">Since when the intake has been accepting frames, UTC; null while it is not.</param>
/// <param name="Incarnations">The living runs of the intake; sessions of others are closed.</param>
/// <param name="SilentAfter">An open link without a frame for so long is silent.</param>
/// <param name="OfflineAfter">Without a frame for so long a vehicle is offline, and its trips and charging sessions are over.</param>
public sealed record Tick(
    DateTimeOffset Time, DateTimeOffset? AcceptingSince, ImmutableArray<string> Incarnations, TimeSpan SilentAfter, TimeSpan OfflineAfter)
{
    /// <summary>As the payload of a log entry.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, PartitionJson.Default.Tick);

    /// <summary>From the payload of a log entry.</summary>
    public static Tick FromPayload(ReadOnlyMemory<byte> payload) =>
        JsonSerializer.Deserialize(payload.Span, PartitionJson.Default.Tick) ?? throw new JsonException("A tick is null.");
}

/// <summary>The payload of a quarantine entry: what of an earlier batch is passed over.</summary>
/// <param name="Sequence">That batch.</param>
/// <param name="TwinId">The twin that failed on it three times.</param>
/// <param name="Reason">The failure, one sentence.</param>
public sealed record PassedOver(long Sequence, string TwinId, string Reason)
{
    /// <summary>As the payload of a log entry.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, PartitionJson.Default.PassedOver);

    /// <summary>From the payload of a log entry.</summary>
    public static PassedOver FromPayload(ReadOnlyMemory<byte> payload) =>
        JsonSerializer.Deserialize(payload.Span, PartitionJson.Default.PassedOver) ?? throw new JsonException("A quarantine entry is null.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Tick))]
[JsonSerializable(typeof(PassedOver))]
[JsonSerializable(typeof(ClockStep))]
internal sealed partial class PartitionJson : JsonSerializerContext;
