using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Twins.Client.Api.Documents;

namespace Twins.Client.Api.OpenApi;

/// <summary>Corrects what the generator cannot see of our JSON: types that a converter writes, and members that are left out instead of being null.</summary>
internal static class SchemaDescription
{
    internal static async Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }
        else if (type.GetCustomAttribute<DescribedByAttribute>() is { } described)
        {
            var members = await context.GetOrCreateSchemaAsync(described.Schema, null, cancellationToken);
            schema.Type = JsonSchemaType.Object;
            schema.Properties = members.Properties;
            schema.Description ??= members.Description;
        }
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var member in context.JsonTypeInfo.Properties.Where(IsLeftOutWhenNull)) schema.Required?.Remove(member.Name);
        }
    }

    /// <summary>A member that may be left out is never null.</summary>
    internal static void ForbidNulls(OpenApiDocument document)
    {
        foreach (var schema in document.Components?.Schemas?.Values ?? [])
        {
            if (schema.Properties is not { } members) continue;
            foreach (var (name, member) in members.ToArray())
                if (schema.Required?.Contains(name) != true) members[name] = WithoutNull(member);
        }
    }

    private static bool IsLeftOutWhenNull(JsonPropertyInfo member) => member.IsGetNullable
        && member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is not [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }];

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Type: { } type } own) own.Type = type & ~JsonSchemaType.Null;
        return schema.OneOf is [{ Type: JsonSchemaType.Null }, { } value] ? value : schema;
    }
}
