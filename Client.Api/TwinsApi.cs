using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Twins.Client.Api.Batteries;
using Twins.Client.Api.Events;
using Twins.Client.Api.Fleet;
using Twins.Client.Api.Home;
using Twins.Client.Api.OpenApi;
using Twins.Client.Api.Paging;
using Twins.Client.Api.Vehicles;
using Twins.Grains.Partitions;

namespace Twins.Client.Api;

/// <summary>The public HTTP API of Twins, for any ASP.NET Core host that has an <c>Orleans.IGrainFactory</c> and a <see cref="PartitionMap"/> among its services.</summary>
public static class TwinsApi
{
    /// <summary>
    /// Adds what the API needs: JSON, errors as RFC 9457 problem details and security headers around all endpoints of the host, OpenAPI, the health check <c>twins</c>
    /// with the tag <c>ready</c>, and the one reader of the event log that feeds all subscribers. <see cref="TwinsApiOptions"/> may be configured beside it.
    /// </summary>
    /// <param name="services">The host's; may hold a <see cref="TimeProvider"/>, otherwise the system's clock is used.</param>
    public static IServiceCollection AddTwinsApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<TwinsApiOptions>()
            .Validate(options => options.MaxEventSubscribers >= 1 && options.EventPollInterval > TimeSpan.Zero,
                "MaxEventSubscribers must be at least 1 and EventPollInterval longer than zero.")
            .ValidateOnStart();
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSingleton<TwinReader>();
        services.AddSingleton<PartitionRows>();
        services.AddSingleton<EventTail>();
        services.AddHostedService(provider => provider.GetRequiredService<EventTail>());
        services.AddSingleton<IStartupFilter, ApiPipeline>();
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddHealthChecks().AddCheck<SystemReadyCheck>(SystemReadyCheck.Name, failureStatus: null, [HealthApi.ReadyTag], SystemReadyCheck.Timeout);
        services.AddOpenApi(ApiDescription.Name, ApiDescription.Configure);
        return services;
    }

    /// <summary>Maps <c>/v1/…</c>, <c>/healthz/…</c>, <c>/openapi/v1.json</c> and the page at <c>/</c>.</summary>
    /// <param name="endpoints">The host's application.</param>
    public static IEndpointRouteBuilder MapTwinsApi(this IEndpointRouteBuilder endpoints)
    {
        var v1 = endpoints.MapGroup("/v1").WithMetadata(
            ProblemResult.Describe(StatusCodes.Status500InternalServerError, "The request failed inside the server."),
            ProblemResult.Describe(StatusCodes.Status503ServiceUnavailable, "A part of the system is starting or at its limit; `Retry-After` says when to ask again."));
        v1.MapVehicles();
        v1.MapBatteryPacks();
        v1.MapEvents();
        v1.MapSystem();
        endpoints.MapHealth();
        endpoints.MapHome();
        endpoints.MapOpenApi(ApiDescription.Route);
        return endpoints;
    }
}
