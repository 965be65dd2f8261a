using System.Text.Json;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>
/// Documents of single units. Numbers are the exact decimals that the wire means; a value that is not there is left out and named in <c>absent</c> as
/// <c>invalid</c>, <c>abnormal</c> or <c>outOfRange</c>; in arrays it is null, and its index stands in the <c>absent</c> of the object that holds the array.
/// </summary>
public static class UnitJson
{
    /// <summary>Writes the properties <c>values</c> and <c>absent</c> into the object that is open.</summary>
    /// <param name="writer">A writer in an object.</param>
    /// <param name="edition">The edition that the type and the body follow.</param>
    /// <param name="type">The unit's type byte.</param>
    /// <param name="body">The unit's bytes behind its type.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    /// <exception cref="ArgumentException">The edition does not define the type, or the body is not one of it.</exception>
    public static void Write(Utf8JsonWriter writer, Edition edition, byte type, ReadOnlySpan<byte> body, CustomUnits custom = CustomUnits.Opaque)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var layout = LayoutOf(edition, type, body, custom);
        writer.WriteStartObject("values"u8);
        layout.WriteValues(writer, body);
        writer.WriteEndObject();
        layout.WriteAbsent(writer, body, always: true);
    }

    /// <summary>Writes the unit's values and behind them <c>absent</c> directly into the object that is open.</summary>
    /// <param name="writer">A writer in an object.</param>
    /// <param name="edition">The edition that the type and the body follow.</param>
    /// <param name="type">The unit's type byte.</param>
    /// <param name="body">The unit's bytes behind its type.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    /// <exception cref="ArgumentException">The edition does not define the type, or the body is not one of it.</exception>
    public static void WriteMembers(Utf8JsonWriter writer, Edition edition, byte type, ReadOnlySpan<byte> body, CustomUnits custom = CustomUnits.Opaque)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var layout = LayoutOf(edition, type, body, custom);
        layout.WriteValues(writer, body);
        layout.WriteAbsent(writer, body, always: true);
    }

    /// <summary>What a kind of unit is called in documents: <c>vehicle</c>, <c>cellVoltages</c>.</summary>
    public static string NameOf(UnitKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static Layout LayoutOf(Edition edition, byte type, ReadOnlySpan<byte> body, CustomUnits custom)
    {
        var layout = UnitTable.Of(edition, type, custom, body)?.Layout
            ?? throw new ArgumentException($"The {(int)edition} edition defines no unit type 0x{type:x2}.", nameof(type));
        var fault = default(Fault);
        var length = layout.Measure(body, ref fault);
        if (length < 0)
            throw new ArgumentException($"The body of unit type 0x{type:x2} is damaged: {fault.Detail}.", nameof(body));
        if (length != body.Length)
            throw new ArgumentException($"The body of unit type 0x{type:x2} has {body.Length} bytes, its content {length}.", nameof(body));
        return layout;
    }
}
