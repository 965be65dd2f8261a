using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Twins.Client.Api.Events;
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
            SchemaDescription.ForbidNulls(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(SchemaDescription.CompleteAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            DescribeResponses(operation, context.Description.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>());
            BoundLimit(operation);
            DescribeStream(operation, context.Document);
            return Task.CompletedTask;
        });
    }

    private static void DescribeResponses(OpenApiOperation operation, IEnumerable<IProducesResponseTypeMetadata> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            var response = operation.Responses?.GetValueOrDefault(outcome.StatusCode.ToString(ApiJson.Invariant));
            if (outcome.Description is { } words && response is not null) response.Description = words;
        }
    }

    /// <summary>A stream carries single events, whatever the page of the same resource looks like.</summary>
    private static void DescribeStream(OpenApiOperation operation, OpenApiDocument? document)
    {
        var content = operation.Responses?.GetValueOrDefault("200")?.Content;
        if (content?.ContainsKey(EventStreamResult.ContentType) == true)
            content[EventStreamResult.ContentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(CloudEvent), document) };
    }

    private static void BoundLimit(OpenApiOperation operation)
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
    }
}
