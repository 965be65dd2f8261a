using Microsoft.AspNetCore.Http.Extensions;

namespace Twins.Client.Api.Paging;

/// <summary>The way to the next page for programs that follow links (RFC 8288).</summary>
internal static class LinkHeader
{
    /// <summary>Adds <c>Link: &lt;…&gt;; rel="next"</c> with the request's own parameters, unless this is the last page.</summary>
    internal static void LinkNext(this HttpResponse response, string? next)
    {
        if (next is null) return;
        var request = response.HttpContext.Request;
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "after")) { { "after", next } };
        response.Headers.Link = $"<{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}{query}>; rel=\"next\"";
    }
}
