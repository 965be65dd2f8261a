using Twins.Grains.Fleet;

namespace Twins.Client.Api.Fleet;

/// <summary><c>/v1/system</c>.</summary>
internal static class SystemApi
{
    internal static void MapSystem(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/system", GetAsync).WithName("getSystem").WithTags("System").WithSummary("State of the whole system")
            .WithDescription("Counters since the process started, and whether it is ready.");

    private static async Task<Ok<SystemDocument>> GetAsync(IGrainFactory grains, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(SystemDocument.Of(await grains.GetGrain<ISystemGrain>(0).StatusAsync()));
    }
}
