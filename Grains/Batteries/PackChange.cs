using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Batteries;

/// <summary>What a vehicle tells a pack. The names are stored; never change one.</summary>
internal enum PackChangeKind
{
    Mounted,
    Unmounted,
    Digest,
    TripEnded,
    ChargingEnded,
}

/// <summary>The payload of a consequence for a pack.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Vin">The vehicle that says it.</param>
/// <param name="Subsystem">Where in the vehicle.</param>
/// <param name="At">Event time, UTC.</param>
/// <param name="ReportedCode">Mounted: the code that the vehicle reported, where it is no valid one.</param>
/// <param name="Reading">Digest: voltage, current, cells, probes.</param>
/// <param name="SocPercent">Digest: state of charge.</param>
/// <param name="Alarms">Digest: the vehicle's alarms.</param>
/// <param name="EnergyKwh">Trip or charging ended: its energy, shared evenly among the vehicle's packs.</param>
internal sealed record PackChange(
    PackChangeKind Kind,
    string Vin,
    int Subsystem,
    DateTimeOffset At,
    string? ReportedCode = null,
    PackReading? Reading = null,
    int? SocPercent = null,
    ImmutableArray<VehicleAlarm>? Alarms = null,
    double? EnergyKwh = null)
{
    /// <summary>Sends it to a pack.</summary>
    public void To(string code, Outcome outcome) =>
        outcome.Add(TwinKind.BatteryPack, code, At, JsonSerializer.SerializeToUtf8Bytes(this, PackChangeJson.Default.PackChange));

    public static PackChange FromPayload(ReadOnlyMemory<byte> payload) =>
        JsonSerializer.Deserialize(payload.Span, PackChangeJson.Default.PackChange) ?? throw new JsonException("A pack change is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnum<PackChangeKind>)])]
[JsonSerializable(typeof(PackChange))]
internal sealed partial class PackChangeJson : JsonSerializerContext;
