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
}
