using System.Text.Json;

namespace Twins.Protocols.Gbt32960;

/// <summary>
/// Documents of whole frames: one line of hexadecimal digits in, one JSON object out, whatever the line holds. <c>ok</c> is false for any error but
/// <c>encrypted</c> and <c>value-range</c>; what was decoded before an error stays in <c>units</c>.
/// </summary>
public static class FrameJson
{
    /// <summary>Decodes a line of hexadecimal digits; white space around and between bytes does not matter.</summary>
    /// <param name="writer">A writer that expects a value.</param>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="hex">The line.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    /// <returns>Whether the document says <c>ok</c>.</returns>
    public static bool Decode(Utf8JsonWriter writer, int line, ReadOnlySpan<char> hex, CustomUnits custom = CustomUnits.Opaque)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (TryReadHex(hex, out var bytes, out var error))
            return Decode(writer, line, bytes, custom);
        writer.WriteStartObject();
        writer.WriteNumber("line"u8, line);
        writer.WriteBoolean("ok"u8, false);
        writer.WriteStartArray("units"u8);
        writer.WriteEndArray();
        WriteErrors(writer, [error]);
        writer.WriteEndObject();
        return false;
    }

    /// <summary>Decodes the bytes of one frame.</summary>
    /// <param name="writer">A writer that expects a value.</param>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="frame">The frame, or what should be one.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    /// <returns>Whether the document says <c>ok</c>.</returns>
    public static bool Decode(Utf8JsonWriter writer, int line, byte[] frame, CustomUnits custom = CustomUnits.Opaque)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(frame);
        var decoded = new DecodedFrame(frame, custom);
        var ok = !decoded.Errors.Exists(e => e.IsRefusal);
        writer.WriteStartObject();
        writer.WriteNumber("line"u8, line);
        writer.WriteBoolean("ok"u8, ok);
        if (decoded.HasHeader)
            WriteHeader(writer, decoded);
        if (decoded.Time is { } time)
            writer.WriteString("time"u8, BeijingTime.Format(time));
        if (decoded.RawTime is { } rawTime)
        {
            writer.WriteStartObject("raw"u8);
            writer.WriteString("time"u8, Convert.ToHexStringLower(rawTime));
            writer.WriteEndObject();
        }
        if (decoded.BodyLayout is { } body)
        {
            writer.WritePropertyName("body"u8);
            body.WriteObject(writer, decoded.Body);
        }
        WriteUnits(writer, decoded, custom);
        if (decoded.HasHeader && (decoded.IsBodyCut || !decoded.Rest.IsEmpty))
            writer.WriteString("rest"u8, Convert.ToHexStringLower(decoded.Rest));
        WriteErrors(writer, decoded.Errors);
        writer.WriteEndObject();
        return ok;
    }

    private static void WriteHeader(Utf8JsonWriter writer, DecodedFrame frame)
    {
        writer.WriteNumber("edition"u8, (int)frame.Edition);
        writer.WriteNumber("command"u8, (byte)frame.Command);
        writer.WriteString("commandName"u8, CommandNames.Of(frame.Command));
        writer.WriteNumber("answer"u8, (byte)frame.Answer);
        writer.WriteString("id"u8, frame.Id);
        writer.WriteNumber("encryption"u8, (byte)frame.Encryption);
        writer.WriteNumber("length"u8, frame.DeclaredLength);
    }

    private static void WriteUnits(Utf8JsonWriter writer, DecodedFrame frame, CustomUnits custom)
    {
        writer.WriteStartArray("units"u8);
        foreach (var unit in frame.Units)
        {
            writer.WriteStartObject();
            writer.WriteNumber("type"u8, unit.Type);
            writer.WriteString("name"u8, UnitJson.NameOf(unit.Kind));
            writer.WriteNumber("offset"u8, unit.Offset);
            writer.WriteNumber("length"u8, unit.Length);
            UnitJson.Write(writer, frame.Edition, unit.Type, frame.BodyOf(unit), custom);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter writer, List<DecodeError> errors)
    {
        writer.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, error.CodeName);
            writer.WriteNumber("offset"u8, error.Offset);
            writer.WriteString("detail"u8, error.Detail);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static bool TryReadHex(ReadOnlySpan<char> line, out byte[] bytes, out DecodeError error)
    {
        Span<char> digits = new char[line.Length];
        var count = 0;
        error = default;
        bytes = [];
        for (var i = 0; i < line.Length; i++)
        {
            if (char.IsWhiteSpace(line[i]))
                continue;
            if (!char.IsAsciiHexDigit(line[i]))
            {
                error = new DecodeError(DecodeErrorCode.NotHex, i, $"character {i + 1} is no hexadecimal digit");
                return false;
            }
            digits[count++] = line[i];
        }
        if (count is 0 || count % 2 != 0)
            error = new DecodeError(DecodeErrorCode.NotHex, line.Length, count == 0 ? "the line is empty" : "a hexadecimal digit is missing: the number of digits is odd");
        else
            bytes = Convert.FromHexString(digits[..count]);
        return count > 0 && count % 2 == 0;
    }
}
