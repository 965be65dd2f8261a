using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Twins.RoundTrip;

/// <summary>Copies of values by way of JSON, for the switch <c>TWINS_ROUNDTRIP=1</c>.</summary>
public static class JsonCopy
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameDerivedTypes } },
    };

    /// <summary>Whether this run of the tests asks for copies.</summary>
    public static bool Enabled => Environment.GetEnvironmentVariable("TWINS_ROUNDTRIP") == "1";

    /// <summary>The value itself, or its copy where this run asks for copies.</summary>
    public static T IfEnabled<T>(T value) => Enabled && value is not null ? (T)Of(value) : value;

    /// <summary>A copy; references to grains and observers, tokens, functions and interfaces are not copied.</summary>
    public static object Of(object value)
    {
        var type = value.GetType();
        return value is IAddressable or CancellationToken or Delegate ? value : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type, s_options), type, s_options)!;
    }

    // A property of an abstract type holds one of the derived types of its assembly.
    private static void NameDerivedTypes(JsonTypeInfo info)
    {
        if (!info.Type.IsAbstract || info.Kind != JsonTypeInfoKind.Object || info.PolymorphismOptions is not null) return;
        var derived = info.Type.Assembly.GetTypes().Where(type => type.IsSubclassOf(info.Type) && !type.IsAbstract).ToList();
        if (derived.Count == 0) return;
        info.PolymorphismOptions = new();
        foreach (var type in derived)
            info.PolymorphismOptions.DerivedTypes.Add(new(type, type.FullName!));
    }
}
