using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Batteries;

/// <summary>The state of a pack.</summary>
internal sealed record BatteryPackState
{
    public long Version { get; init; }

    public string? ReportedCode { get; init; }

    public PackMounting? Mounting { get; init; }

    /// <summary>Event time of the newest mounting or unmounting; older ones are history.</summary>
    public DateTimeOffset? MountingAt { get; init; }

    public PackReading? Reading { get; init; }

    public int? SocPercent { get; init; }

    public ImmutableArray<VehicleAlarm> Alarms { get; init; } = [];

    public double EnergyDischargedKwh { get; init; }

    public double EnergyChargedKwh { get; init; }

    public long Conflicts { get; init; }
}

/// <summary>The state machine of one battery pack. It hears only what vehicles tell it; it orders its mountings by event time.</summary>
public sealed class BatteryPackTwin : ITwin
{
    private const char ProvisionalMark = '~';
    private readonly string _code;
    private BatteryPackState _state;

    /// <summary>A pack that nobody has spoken of.</summary>
    /// <param name="code">Its GB/T 34014 code, or <c>~{vin}~{subsystem}</c>.</param>
    public BatteryPackTwin(string code) : this(code, new BatteryPackState())
    {
    }

    private BatteryPackTwin(string code, BatteryPackState state) => (_code, _state) = (code, state);

    /// <summary>A pack as captured.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such snapshot.</exception>
    public static BatteryPackTwin Restore(string code, ReadOnlyMemory<byte> snapshot) => new(code, PackFormat.Read(code, snapshot));

    /// <inheritdoc/>
    public TwinReply Apply(TwinBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var outcome = new Outcome(_code);
        foreach (var entry in batch.Entries)
        {
            outcome.Begin(entry);
            if (entry.Kind != EntryKind.Consequence) continue;
            var next = PackChanges.Apply(_state, PackChange.FromPayload(entry.Payload), outcome);
            if (next != _state) _state = next with { Version = _state.Version + 1 };
        }

        return outcome.Reply(Row());
    }

    /// <inheritdoc/>
    public TwinRow Row() => new BatteryPackRow(
        _code, _state.Version, null, _state.Mounting?.Vin, _state.Mounting?.Subsystem, _state.Reading?.At, _state.SocPercent,
        _state.Alarms.IsEmpty ? 0 : _state.Alarms.Max(alarm => alarm.Level));

    /// <inheritdoc/>
    public TwinSnapshot Read() => new BatteryPackSnapshot(
        _code, _state.Version, _code[0] == ProvisionalMark, _state.ReportedCode, _state.Mounting, _state.Reading, _state.SocPercent, _state.Alarms,
        _state.EnergyDischargedKwh, _state.EnergyChargedKwh, _state.Conflicts);

    /// <inheritdoc/>
    public byte[] Capture() => PackFormat.Write(_state);
}

/// <summary>Data of mounting events.</summary>
internal sealed record MountingEvent(string Vin, int Subsystem, string? PreviousVin = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MountingEvent))]
internal sealed partial class BatteryPackJson : JsonSerializerContext;
