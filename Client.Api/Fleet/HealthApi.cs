using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Twins.Client.Api.Fleet;

/// <summary>Health, for what supervises the process.</summary>
/// <param name="Status">live, ready or not-ready.</param>
/// <param name="NotReady">What is not ready; absent when everything is.</param>
internal sealed record HealthDocument(string Status, IReadOnlyList<NotReadyDocument>? NotReady = null);

/// <summary>Something that is not ready.</summary>
/// <param name="Name">Of the check.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record NotReadyDocument(string Name, string Reason);

/// <summary><c>/healthz/live</c> and <c>/healthz/ready</c>.</summary>
internal static class HealthApi
{
    /// <summary>Checks with this tag decide whether the process is ready.</summary>
    internal const string ReadyTag = "ready";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/healthz").WithTags("System");
        group.MapGet("/live", Live).WithName("getLive").WithSummary("Whether the process runs")
            .WithDescription("Answered by the process itself, whatever the state of the twins: a supervisor that gets no answer restarts it.");
        group.MapGet("/ready", ReadyAsync).WithName("getReady").WithSummary("Whether the process should get traffic")
            .WithDescription("503 names what is not ready.");
    }

    private static Ok<HealthDocument> Live(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new HealthDocument("live"));
    }

    private static async Task<Results<Ok<HealthDocument>, NotReadyResult>> ReadyAsync(
        HealthCheckService checks, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(ReadyTag), cancellationToken);
        NotReadyDocument[] notReady = [.. report.Entries
            .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
            .Select(entry => new NotReadyDocument(entry.Key, ReasonOf(entry.Value)))];
        return notReady.Length == 0 ? TypedResults.Ok(new HealthDocument("ready")) : new NotReadyResult(notReady);
    }

    /// <summary>A check's own words; those of an exception stay in the log.</summary>
    private static string ReasonOf(HealthReportEntry entry) =>
        entry.Description is { } words && words != entry.Exception?.Message ? words : "The check failed; the server's log says why.";
}

/// <summary>503 that names what is not ready.</summary>
internal sealed class NotReadyResult(IReadOnlyList<NotReadyDocument> notReady) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(HealthDocument), ["application/json"])
        {
            Description = "Something is not ready.",
        });

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return httpContext.Response.WriteAsJsonAsync(
            new HealthDocument("not-ready", notReady), ApiJson.TypeInfo<HealthDocument>(), contentType: null, httpContext.RequestAborted);
    }
}
