using System.Net.Mime;

namespace Twins.Client.Api.Home;

/// <summary><c>/</c>: a page of links, for a person who opens the address in a browser.</summary>
internal static class HomeApi
{
    private const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static void MapHome(this IEndpointRouteBuilder routes)
    {
        var page = Page();
        routes.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = ContentPolicy;
            return TypedResults.Bytes(page, $"{MediaTypeNames.Text.Html}; charset=utf-8");
        }).ExcludeFromDescription();
    }

    private static byte[] Page()
    {
        using var resource = typeof(HomeApi).Assembly.GetManifestResourceStream("index.html")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
