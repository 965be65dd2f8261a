using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Twins.Client.Api.Paging;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary><c>/v1/events</c>.</summary>
internal static class EventApi
{
    private const int MaxCursorLength = 256;
    private const string LastEventId = "Last-Event-ID";

    internal static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", GetAsync).WithName("listEvents").WithTags("Events").WithSummary("What happened, as CloudEvents")
            .WithDescription(
                "A page of the event log from its beginning or behind `after`. With `Accept: text/event-stream` a live stream: from now on, or behind `after` or "
                + "`Last-Event-ID`; a comment every 15 s shows that it lives. Order is kept per subject.");

    private static async Task<Results<Ok<EventPageDocument>, EventStreamResult, BadRequestProblem>> GetAsync(
        HttpRequest request,
        HttpResponse response,
        IGrainFactory grains,
        TimeProvider time,
        [Description("Only behind this cursor.")] string? after,
        [Description("Only of this VIN or pack code.")] string? subject,
        [Description("Only of these types; repeated or separated by commas.")] string[]? type,
        [Description(Parameters.Limit + " A stream has no limit.")] string? limit,
        [FromHeader(Name = LastEventId), Description("Where a stream goes on; comes before `after`.")] string? lastEventId)
    {
        if (!EventFilter.TryRead(subject, type, out var filter, out var problem)) return problem;
        if (after?.Length is 0 or > MaxCursorLength) return Problems.CursorInvalid(nameof(after));
        if (WantsStream(request))
        {
            if (lastEventId?.Length > MaxCursorLength) return Problems.CursorInvalid(LastEventId);
            return new EventStreamResult(filter, string.IsNullOrEmpty(lastEventId) ? new(after, nameof(after)) : new(lastEventId, LastEventId));
        }

        if (!PageRequest.TryReadLimit(limit, out var count, out problem)) return problem;
        try
        {
            var now = time.GetUtcNow();
            var page = await grains.GetGrain<IEventReaderGrain>(0).ReadAsync(filter.After(after, count));
            var next = page.More ? page.Cursor : null;
            response.LinkNext(next);
            return TypedResults.Ok(new EventPageDocument([.. page.Events.Select(CloudEvent.Of)], next, new AsOf(page.Cursor ?? after, now)));
        }
        catch (EventCursorException)
        {
            return Problems.CursorInvalid(nameof(after));
        }
    }

    private static bool WantsStream(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(EventStreamResult.ContentType, StringComparison.OrdinalIgnoreCase));
}
