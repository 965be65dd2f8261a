using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twins.Client.Api.Http;

/// <summary>An enum as its member's name in camelCase.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
