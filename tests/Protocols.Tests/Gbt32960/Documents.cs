using System.Text.Json;
using System.Text.Json.Nodes;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

internal static class Documents
{
    public static string DecodeText(string hex, int line = 1)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            FrameJson.Decode(writer, line, hex);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public static JsonNode Decode(string hex) => JsonNode.Parse(DecodeText(hex))!;

    public static string Unit(Edition edition, byte type, string bodyHex)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            UnitJson.WriteMembers(writer, edition, type, Convert.FromHexString(bodyHex.Replace(" ", "", StringComparison.Ordinal)));
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A unit says so in its document, and the document encodes to the unit again.</summary>
    public static void UnitSays(Edition edition, byte type, string bodyHex, string json)
    {
        Assert.Equal(json, Unit(edition, type, bodyHex));
        var mark = edition == Edition.V2025 ? "2424" : "2323";
        var body = bodyHex.Replace(" ", "", StringComparison.Ordinal);
        var frame = WithCheckCode($"{mark}02fe{new string('3', 34)}01{7 + body.Length / 2:x4}190102030405{type:x2}{body}");
        Assert.Equal(frame, Reencode(frame));
    }

    public static string WithCheckCode(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        return Convert.ToHexStringLower([.. bytes, CheckCode.Of(bytes.AsSpan(2))]);
    }

    public static string Reencode(string hex) => Convert.ToHexStringLower(FrameEncoder.Encode(JsonDocument.Parse(DecodeText(hex)).RootElement));
}
