using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Hosting;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>Where a stream begins.</summary>
/// <param name="Cursor">Behind this event; null for events from now on.</param>
/// <param name="Parameter">Name of the parameter that gave it.</param>
internal readonly record struct StreamStart(string? Cursor, string Parameter);

/// <summary>
/// Events as server-sent events until the client leaves or the server stops. First what the log holds behind the cursor, then what the tail brings; where a page of
/// the tail does not join, because this subscriber was slow, it is read from the log instead, so that nothing is lost and nothing comes twice.
/// </summary>
internal sealed class EventStreamResult(EventFilter filter, StreamStart start) : IResult, IEndpointMetadataProvider
{
    internal const string ContentType = "text/event-stream";
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(15);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(EventPageDocument), ["application/json", ContentType])
        {
            Description = "A page of events; with `Accept: text/event-stream`, events as they happen: `id` is the cursor, `event` the type, `data` the CloudEvent.",
        });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var tail = services.GetRequiredService<EventTail>();
        using var subscription = tail.Subscribe();
        if (subscription is null)
        {
            await Problems.TooManySubscribers(tail.MaxSubscribers).ExecuteAsync(httpContext);
            return;
        }

        var reader = services.GetRequiredService<IGrainFactory>().GetGrain<IEventReaderGrain>(0);
        var follower = new EventFollower(reader, filter, httpContext.Response.BodyWriter);
        try
        {
            await follower.StartAsync(start.Cursor);
        }
        catch (EventCursorException)
        {
            await Problems.CursorInvalid(start.Parameter).ExecuteAsync(httpContext);
            return;
        }

        using var keepAlive = new PeriodicTimer(s_keepAlive, services.GetRequiredService<TimeProvider>());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        Prepare(httpContext);
        try
        {
            await follower.RunAsync(subscription, keepAlive, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The stream has no other end than this one.
            await httpContext.Response.CompleteAsync();
        }
    }

    private static void Prepare(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        // nginx would hold events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
