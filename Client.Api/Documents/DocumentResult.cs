using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Twins.Client.Api.Documents;

/// <summary>200 with a document and its entity tag, or 304 when the client has it (RFC 9110, 13.1.2).</summary>
internal sealed class DocumentResult<T>(T document, EntityTagHeaderValue tag, ReadOnlyMemory<byte>? selected = null)
    : IResult, IEndpointMetadataProvider
    where T : class
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"])
        {
            Description = "The document; the header `ETag` changes with every change of it.",
        });
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void))
        {
            Description = "The document is still the one that `If-None-Match` names.",
        });
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (IsKnown(httpContext.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        if (selected is { } bytes) await response.BodyWriter.WriteAsync(bytes, httpContext.RequestAborted);
        else await JsonSerializer.SerializeAsync(response.BodyWriter, document, ApiJson.TypeInfo<T>(), httpContext.RequestAborted);
    }

    private bool IsKnown(HttpRequest request) => request.GetTypedHeaders().IfNoneMatch
        .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
}

/// <summary>Makes results of documents, with the members that the client asked for.</summary>
internal static class Document
{
    /// <summary>The document, or as much of it as <paramref name="fields"/> selects; a problem where that names an unknown field.</summary>
    internal static Results<DocumentResult<T>, BadRequestProblem, NotFoundProblem> Respond<T>(T document, string tag, FieldSelection? fields)
        where T : class
    {
        var entityTag = new EntityTagHeaderValue($"\"{tag}\"");
        if (fields is null) return new DocumentResult<T>(document, entityTag);
        using var whole = JsonSerializer.SerializeToDocument(document, ApiJson.TypeInfo<T>());
        if (fields.FirstUnknown(ApiJson.TypeInfo<T>(), whole.RootElement) is { } unknown) return Problems.FieldUnknown(unknown);
        return new DocumentResult<T>(document, entityTag, fields.Select(whole.RootElement));
    }
}
