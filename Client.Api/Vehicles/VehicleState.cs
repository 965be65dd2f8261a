using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Client.Api.Documents;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>The newest reading of each data unit, as its twin keeps it: JSON, written without being read.</summary>
/// <param name="Units">One member each.</param>
[JsonConverter(typeof(VehicleStateConverter))]
[DescribedBy(typeof(StateUnits))]
internal sealed record VehicleState(ImmutableArray<UnitReading> Units);

/// <summary>Writes each unit's object with its time as the first member.</summary>
internal sealed class VehicleStateConverter : JsonConverter<VehicleState>
{
    public override VehicleState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A vehicle's state is only written.");

    public override void Write(Utf8JsonWriter writer, VehicleState value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var unit in value.Units)
        {
            writer.WritePropertyName(unit.Name);
            WriteUnit(writer, unit);
        }

        writer.WriteEndObject();
    }

    private static void WriteUnit(Utf8JsonWriter writer, UnitReading unit)
    {
        var members = Members(unit);
        var prefix = "{\"at\":\""u8;
        var separator = members.Length > 1 ? "\","u8 : "\""u8;
        var buffer = ArrayPool<byte>.Shared.Rent(prefix.Length + UtcTimeConverter.Length + separator.Length + members.Length);
        prefix.CopyTo(buffer);
        var length = prefix.Length;
        length += UtcTimeConverter.Put(unit.At, buffer.AsSpan(length));
        separator.CopyTo(buffer.AsSpan(length));
        length += separator.Length;
        members.CopyTo(buffer.AsSpan(length));
        length += members.Length;
        writer.WriteRawValue(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The unit's object without its opening brace: its members and the closing brace.</summary>
    private static ReadOnlySpan<byte> Members(UnitReading unit)
    {
        var json = unit.Json.Span.Trim(Blanks);
        return json is [(byte)'{', .. var members]
            ? members.TrimStart(Blanks)
            : throw new JsonException($"The unit '{unit.Name}' of a vehicle's state is no JSON object.");
    }

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;
}
