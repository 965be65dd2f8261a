using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Twins.Client.Api.Documents;
using Twins.Client.Api.Paging;

namespace Twins.Client.Api.OpenApi;

/// <summary>The OpenAPI document: what the endpoints cannot say of themselves.</summary>
internal static class ApiDescription
{
    internal const string Name = "v1";
    internal const string Route = "/openapi/{documentName}.json";

    internal static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Twins",
                Version = Name,
                Description = "Digital twins of the vehicles and battery packs of a city. Times are UTC, units stand in the names of members, a value that is not there is left out. "
                    + "Errors are RFC 9457 problem details with a stable `code`.",
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(DescribeConvertedTypeAsync);
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var limit in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "limit") ?? [])
            {
                limit.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = PageRequest.MaxLimit.ToString(ApiJson.Invariant),
                    Default = PageRequest.DefaultLimit,
                };
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Types that a converter of ours writes look like anything at all to the generator.</summary>
    private static async Task DescribeConvertedTypeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
            return;
        }

        if (type.GetCustomAttribute<DescribedByAttribute>() is not { } described) return;
        var members = await context.GetOrCreateSchemaAsync(described.Schema, null, cancellationToken);
        schema.Type = JsonSchemaType.Object;
        schema.Properties = members.Properties;
        schema.Description ??= members.Description;
    }
}
