using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Twins.Client.Api.Batteries;
using Twins.Client.Api.Events;
using Twins.Client.Api.Fleet;
using Twins.Client.Api.Vehicles;

namespace Twins.Client.Api.Http;

/// <summary>How the API writes JSON: camelCase, times as <c>2026-11-22T17:20:00.000Z</c>, members without a value left out.</summary>
internal static class ApiJson
{
    internal static CultureInfo Invariant => CultureInfo.InvariantCulture;

    internal static JsonSerializerOptions Options { get; } = Create();

    internal static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    internal static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new UtcTimeConverter());
        options.TypeInfoResolverChain.Insert(0, ApiJsonContext.Default);
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly();
        return options;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(VehicleDocument))]
[JsonSerializable(typeof(StateUnits))]
[JsonSerializable(typeof(VehiclePage))]
[JsonSerializable(typeof(BatteryPackDocument))]
[JsonSerializable(typeof(BatteryPackPage))]
[JsonSerializable(typeof(EventPageDocument))]
[JsonSerializable(typeof(SystemDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
