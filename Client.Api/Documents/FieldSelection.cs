using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Twins.Client.Api.Documents;

/// <summary>The members of a document that a client asked for: a tree of names, in which a name without a subtree stands for all below it.</summary>
internal sealed class FieldSelection
{
    private readonly Dictionary<string, FieldSelection?> _members = new(StringComparer.Ordinal);

    /// <summary>Reads <c>status,state.vehicle(socPercent,speedKmh)</c>.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out FieldSelection? selection, [NotNullWhen(false)] out string? error) =>
        FieldParser.TryParse(text, out selection, out error);

    /// <summary>Adds a path; the whole of a member, once asked for, stays whole.</summary>
    /// <param name="path">Names from the outermost inwards.</param>
    internal void Add(IReadOnlyList<string> path)
    {
        var node = this;
        for (var i = 0; i < path.Count; i++)
        {
            var isLast = i == path.Count - 1;
            if (!node._members.TryGetValue(path[i], out var below)) node._members.Add(path[i], below = isLast ? null : new FieldSelection());
            else if (isLast) node._members[path[i]] = null;
            if (isLast || below is null) return;
            node = below;
        }
    }

    /// <summary>The path of the first name that the document can never have: it is neither in its description nor in this instance.</summary>
    internal string? FirstUnknown(JsonTypeInfo description, JsonElement document) => FirstUnknown(description, document, prefix: "");

    /// <summary>The selected members as JSON, in the document's order.</summary>
    internal ReadOnlyMemory<byte> Select(JsonElement document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder })) Write(document, writer);
        return buffer.WrittenMemory;
    }

    private string? FirstUnknown(JsonTypeInfo? description, JsonElement? document, string prefix)
    {
        foreach (var (name, below) in _members)
        {
            var type = MemberType(description, name);
            var value = MemberValue(document, name);
            if (type is null && value is null) return prefix + name;
            var unknown = below?.FirstUnknown(type is null ? null : Describe(type), value, $"{prefix}{name}.");
            if (unknown is not null) return unknown;
        }

        return null;
    }

    private static JsonTypeInfo Describe(Type type)
    {
        var described = type.GetCustomAttribute<DescribedByAttribute>()?.Schema ?? type;
        var info = ApiJson.Options.GetTypeInfo(described);
        return info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } ? Describe(element) : info;
    }

    private static Type? MemberType(JsonTypeInfo? description, string name) => description?.Kind switch
    {
        JsonTypeInfoKind.Object => description.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType,
        JsonTypeInfoKind.Dictionary => description.ElementType,
        _ => null,
    };

    private static JsonElement? MemberValue(JsonElement? document, string name) => document switch
    {
        { ValueKind: JsonValueKind.Object } whole => whole.TryGetProperty(name, out var value) ? value : null,
        { ValueKind: JsonValueKind.Array } items => items.EnumerateArray().Select(item => MemberValue(item, name)).FirstOrDefault(value => value is not null),
        _ => null,
    };

    private void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    if (!_members.TryGetValue(member.Name, out var below)) continue;
                    writer.WritePropertyName(member.Name);
                    if (below is null) member.Value.WriteTo(writer);
                    else below.Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
