using System.Buffers;
using System.IO.Pipelines;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>Writes one subscriber's events in the log's order, each once, from the log or from the tail.</summary>
internal sealed class EventFollower(IEventReaderGrain reader, EventFilter filter, PipeWriter output)
{
    private string? _cursor;

    /// <summary>Places the follower behind <paramref name="cursor"/>, or at the end of the log.</summary>
    /// <exception cref="EventCursorException">The cursor is not one of this log.</exception>
    internal async Task StartAsync(string? cursor)
    {
        if (cursor is null) _cursor = await reader.TailAsync();
        else Write(await reader.ReadAsync(filter.After(_cursor = cursor, EventTail.PageSize)));
    }

    /// <summary>Follows until cancelled. Begins with the log, because the tail brings only what is newer than the subscription.</summary>
    internal async Task RunAsync(EventSubscription subscription, PeriodicTimer keepAlive, CancellationToken cancellationToken)
    {
        await output.FlushAsync(cancellationToken);
        await CatchUpAsync(cancellationToken);
        var published = subscription.Pages.WaitToReadAsync(cancellationToken).AsTask();
        var beat = keepAlive.WaitForNextTickAsync(cancellationToken).AsTask();
        while (true)
        {
            await Task.WhenAny(published, beat);
            if (published.IsCompleted)
            {
                await published;
                while (subscription.Pages.TryRead(out var page)) await FollowAsync(page, subscription, cancellationToken);
                published = subscription.Pages.WaitToReadAsync(cancellationToken).AsTask();
            }

            if (beat.IsCompleted)
            {
                await beat;
                output.Write(": keep-alive\n\n"u8);
                beat = keepAlive.WaitForNextTickAsync(cancellationToken).AsTask();
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task FollowAsync(EventFramePage page, EventSubscription subscription, CancellationToken cancellationToken)
    {
        if (PlaceIn(page) is not { } place)
        {
            // Everything in the queue is in the log by now.
            while (subscription.Pages.TryRead(out _)) { }
            await CatchUpAsync(cancellationToken);
            return;
        }

        foreach (var frame in page.Frames.Skip(place))
            if (filter.Matches(frame.Record)) output.Write(frame.Bytes.Span);
        _cursor = page.Cursor;
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>How many of the page's events this subscriber has had; null when the page does not join what it has had.</summary>
    private int? PlaceIn(EventFramePage page)
    {
        if (page.After == _cursor) return 0;
        for (var i = page.Frames.Count - 1; i >= 0; i--)
            if (page.Frames[i].Record.Cursor == _cursor) return i + 1;
        return null;
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        EventPage page;
        do
        {
            page = await reader.ReadAsync(filter.After(_cursor, EventTail.PageSize));
            Write(page);
            await output.FlushAsync(cancellationToken);
        }
        while (page.More);
    }

    private void Write(EventPage page)
    {
        foreach (var record in page.Events) output.Write(EventFrame.Of(record).Bytes.Span);
        _cursor = page.Cursor ?? _cursor;
    }
}
