using Microsoft.AspNetCore.Hosting;

namespace Twins.Client.Api.Http;

/// <summary>What surrounds every endpoint: security headers, and problem details for everything that fails. In place before anything the host adds.</summary>
internal sealed class ApiPipeline : IStartupFilter
{
    /// <summary>JSON needs no permission of a browser at all.</summary>
    internal const string JsonContentPolicy = "default-src 'none'; frame-ancestors 'none'";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            context.Response.OnStarting(AddSecurityHeaders, context.Response.Headers);
            return following(context);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteStatusAsync });
        app.UseStatusCodePages(pages => WriteStatusAsync(pages.HttpContext));
        next(app);
    };

    private static Task WriteStatusAsync(HttpContext context) => Problems.OfStatus(context).ExecuteAsync(context);

    private static Task AddSecurityHeaders(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = JsonContentPolicy;
        return Task.CompletedTask;
    }
}
