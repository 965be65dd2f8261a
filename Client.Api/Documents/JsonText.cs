using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Twins.Client.Api.Documents;

/// <summary>One JSON object that is already text.</summary>
/// <param name="Text">The object; checked when written.</param>
[JsonConverter(typeof(JsonTextConverter))]
[DescribedBy(typeof(JsonObject))]
internal readonly record struct JsonText(string Text);

internal sealed class JsonTextConverter : JsonConverter<JsonText>
{
    public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new JsonText(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
}
