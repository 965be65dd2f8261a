using System.Text;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// A command to the terminal (Annex B): <c>control</c>, and for a remote upgrade its <c>upgrade</c> fields, for an alarm its <c>level</c> and <c>info</c> (GB 18030). Parameters
/// that are not the standard's stand under <c>parameters</c> as hexadecimal digits.
/// </summary>
internal sealed class ControlBody(Edition edition) : Part("control")
{
    internal static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)!;

    private static readonly Number Level2016 = new("level", 1, 0, 3);
    private static readonly Number Level2025 = new("level", 1, 0, 4);

    private readonly Choice<ControlCommand> _command = new("control");
    private readonly Number _level = LevelOf(edition);

    /// <summary>The level of an alarm: to 3 in 2016, to 4 in 2025.</summary>
    internal static Number LevelOf(Edition edition) => edition == Edition.V2025 ? Level2025 : Level2016;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        var needed = data.Length > at && data[at] == (byte)ControlCommand.Alarm ? 2 : 1;
        return data.Length - at >= needed ? data.Length - at : fault.Truncated(Name, at, needed, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        _command.WriteValues(writer, data, at);
        switch ((ControlCommand)data[at])
        {
            case ControlCommand.RemoteUpgrade:
                writer.WriteStartArray("upgrade"u8);
                foreach (var field in Encoding.Latin1.GetString(data[(at + 1)..]).Split(';'))
                    writer.WriteStringValue(field);
                writer.WriteEndArray();
                break;
            case ControlCommand.Alarm:
                _level.WriteValues(writer, data, at + 1);
                WriteInfo(writer, data[(at + 2)..]);
                break;
            default:
                if (data.Length > at + 1)
                    writer.WriteString("parameters"u8, Convert.ToHexStringLower(data[(at + 1)..]));
                break;
        }
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        _command.Visit(ref visitor, data, at);
        if (data[at] == (byte)ControlCommand.Alarm)
            _level.Visit(ref visitor, data, at + 1);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var start = sink.Length;
        _command.Encode(source, sink);
        switch ((ControlCommand)sink.Written[start])
        {
            case ControlCommand.RemoteUpgrade:
                var fields = source.Strings("upgrade");
                if (fields.Any(field => field.Contains(';', StringComparison.Ordinal)))
                    throw new FormatException($"{source.Path}.upgrade has a field with a semicolon, which ends a field.");
                var upgrade = string.Join(';', fields);
                WireText.Encode(upgrade, sink.Take(upgrade.Length), $"{source.Path}.upgrade");
                break;
            case ControlCommand.Alarm:
                _level.Encode(source, sink);
                Append(sink, source.Has("parameters") ? source.Hex("parameters") : InfoOf(source));
                break;
            default:
                Append(sink, source.Has("parameters") ? source.Hex("parameters") : []);
                break;
        }
    }

    // Text that would not come back as the same bytes is kept as bytes.
    private static void WriteInfo(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        var text = Gb18030.GetString(bytes);
        if (!text.Contains('\uFFFD', StringComparison.Ordinal) && bytes.SequenceEqual(Gb18030.GetBytes(text)))
            writer.WriteString("info"u8, text);
        else
            writer.WriteString("parameters"u8, Convert.ToHexStringLower(bytes));
    }

    private static byte[] InfoOf(DocumentObject source)
    {
        try
        {
            return Gb18030.GetBytes(source.String("info"));
        }
        catch (EncoderFallbackException)
        {
            throw new FormatException($"{source.Path}.info has a character that GB 18030 cannot write.");
        }
    }

    private static void Append(ByteSink sink, byte[] bytes) => bytes.CopyTo(sink.Take(bytes.Length));
}
