using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>
/// The one reader at the end of the event log: a few times a second, while anybody subscribes, it reads what is new and gives it to every subscriber. It never
/// waits for a subscriber.
/// </summary>
internal sealed partial class EventTail(IGrainFactory grains, TimeProvider time, IOptions<TwinsApiOptions> options, ILogger<EventTail> logger) : BackgroundService
{
    /// <summary>Events read at once.</summary>
    internal const int PageSize = 500;

    private readonly PeriodicTimer _timer = new(options.Value.EventPollInterval, time);
    private readonly Lock _lock = new();
    private readonly HashSet<EventSubscription> _subscriptions = [];
    private bool _following;
    private string? _cursor;

    /// <summary>How many may subscribe.</summary>
    internal int MaxSubscribers { get; } = options.Value.MaxEventSubscribers;

    /// <summary>A place at the tail until it is disposed; null when all are taken.</summary>
    internal EventSubscription? Subscribe()
    {
        var subscription = new EventSubscription(Leave);
        lock (_lock) return _subscriptions.Count < MaxSubscribers && _subscriptions.Add(subscription) ? subscription : null;
    }

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            if (IsDeserted())
            {
                _following = false;
                continue;
            }

            try
            {
                await FollowAsync(grains.GetGrain<IEventReaderGrain>(0));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Subscribers lose nothing: the next tick goes on from the same place.
                LogReadFailed(e);
            }
        }
    }

    private async Task FollowAsync(IEventReaderGrain reader)
    {
        if (!_following)
        {
            _cursor = await reader.TailAsync();
            _following = true;
            // Whoever read the log before this moment looks once more.
            Publish(new EventFramePage(_cursor, [], _cursor));
        }

        bool more;
        do
        {
            var page = await reader.ReadAsync(new EventQuery(_cursor, Subject: null, Types: [], PageSize));
            if (page.Events.Length > 0) Publish(new EventFramePage(_cursor, [.. page.Events.Select(EventFrame.Of)], page.Cursor));
            _cursor = page.Cursor ?? _cursor;
            more = page.More;
        }
        while (more);
    }

    private void Publish(EventFramePage page)
    {
        lock (_lock)
            foreach (var subscription in _subscriptions) subscription.Publish(page);
    }

    private bool IsDeserted()
    {
        lock (_lock) return _subscriptions.Count == 0;
    }

    private void Leave(EventSubscription subscription)
    {
        lock (_lock) _subscriptions.Remove(subscription);
    }
}
