using System.Buffers.Binary;
using System.Text.Json;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>
/// The way back from the document that <see cref="FrameJson"/> writes to the frame. Read are <c>edition</c>, <c>command</c>, <c>answer</c> (254 unless given), <c>id</c>,
/// <c>encryption</c> (1 unless given), <c>time</c>, <c>body</c>, the <c>type</c>, <c>values</c>, <c>absent</c> and <c>raw</c> of <c>units</c>, and <c>rest</c> (bytes that were not read).
/// Everything else is found anew: length, offsets, check code.
/// </summary>
public static class FrameEncoder
{
    /// <summary>The frame of a document.</summary>
    /// <exception cref="FormatException">The document lacks something, or has what the wire cannot say; the message names the place.</exception>
    public static byte[] Encode(JsonElement document)
    {
        try
        {
            return EncodeFrame(document);
        }
        catch (InvalidOperationException error) when (error is not ObjectDisposedException)
        {
            // JSON can escape half of a surrogate pair, which shows when a string or a name is first looked at.
            throw new FormatException("A string or a name in the document has half of a surrogate pair, which is no character.", error);
        }
    }

    private static byte[] EncodeFrame(JsonElement document)
    {
        var root = DocumentObject.Of(document, "$");
        var edition = root.Integer("edition") switch
        {
            2016 => Edition.V2016,
            2025 => Edition.V2025,
            var other => throw new FormatException($"$.edition is {other}, it must be 2016 or 2025."),
        };
        var command = (Command)ByteOf(root, "command", null);
        var answer = (AnswerFlag)ByteOf(root, "answer", (byte)AnswerFlag.Command);
        var sink = new ByteSink();
        var header = sink.Take(FrameView.HeaderLength);
        header[..2].Fill(edition == Edition.V2025 ? (byte)'$' : (byte)'#');
        header[2] = (byte)command;
        header[3] = (byte)answer;
        WireText.Encode(root.String("id"), header.Slice(4, FrameView.IdLength), "$.id");
        header[21] = ByteOf(root, "encryption", (byte)Encryption.None);
        EncodeTime(root, document, sink);
        if (root.Has("body"))
            EncodeBody(BodyTable.Of(edition, command, answer != AnswerFlag.Command).Layout, root.Inner("body"), sink, mayEnd: root.Has("rest"));
        if (root.Has("units"))
            EncodeUnits(edition, root.Array("units"), sink);
        if (root.Has("rest"))
            Append(root.Hex("rest"), sink);
        return Seal(sink);
    }

    private static void EncodeTime(DocumentObject root, JsonElement document, ByteSink sink)
    {
        if (root.Has("time"))
            BeijingTime.Write(BeijingTime.Parse(root.String("time"), "$.time"), sink.Take(BeijingTime.Length));
        else if (document.TryGetProperty("raw", out var raw))
            Append(DocumentObject.Of(raw, "$.raw").Hex("time"), sink);
    }

    // A body that could not be read to its end goes on in the rest.
    private static void EncodeBody(Layout? layout, DocumentObject body, ByteSink sink, bool mayEnd)
    {
        if (layout is null)
            throw new FormatException("$.body: the command has none.");
        layout.Encode(body, sink, mayEnd);
    }

    private static void EncodeUnits(Edition edition, JsonElement units, ByteSink sink)
    {
        var index = 0;
        foreach (var element in units.EnumerateArray())
        {
            var path = $"$.units[{index++}]";
            var type = ByteOf(DocumentObject.Of(element, path), "type", null);
            var layout = LayoutOf(edition, type, element)
                ?? throw new FormatException($"{path}.type is {type}, which the {(int)edition} edition does not define.");
            sink.Put(type, 1);
            layout.Encode(DocumentObject.OfUnit(element, path), sink);
        }
    }

    // The custom units of an agreement are known by their names.
    private static Layout? LayoutOf(Edition edition, byte type, JsonElement unit)
    {
        var name = unit.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        var agreed = ShanghaiBusTable.Named(name, HasFaultCode(unit));
        return (agreed?.Type == type && edition == Edition.V2016 ? agreed : UnitTable.Of(edition, type))?.Layout;
    }

    private static bool HasFaultCode(JsonElement unit) =>
        unit.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Object && values.TryGetProperty("items", out var items)
        && items.ValueKind == JsonValueKind.Array && items.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } item
        && item.TryGetProperty(ShanghaiBusTable.FaultCode, out _);

    private static byte ByteOf(DocumentObject source, string name, byte? otherwise)
    {
        if (otherwise is { } value && !source.Has(name))
            return value;
        return source.Integer(name) is >= 0 and <= 255 and var number
            ? (byte)number
            : throw new FormatException($"{source.Path}.{name} must be a number 0 to 255.");
    }

    private static void Append(byte[] bytes, ByteSink sink) => bytes.CopyTo(sink.Take(bytes.Length));

    private static byte[] Seal(ByteSink sink)
    {
        var length = sink.Length - FrameView.HeaderLength;
        if (length > FrameView.MaxDataLength)
            throw new FormatException($"The data unit has {length} bytes, at most {FrameView.MaxDataLength} are allowed.");
        BinaryPrimitives.WriteUInt16BigEndian(sink.FromObjectStart[22..], (ushort)length);
        sink.Put(CheckCode.Of(sink.Written[2..]), 1);
        return sink.Written.ToArray();
    }
}
