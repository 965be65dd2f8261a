namespace Orleans.Runtime;

/// <summary>Starts stages in rising order and stops, in falling order, those that were started. Observers of one stage run concurrently.</summary>
internal sealed class LifecycleSubject : IGrainLifecycle, ISiloLifecycle
{
    private readonly List<Subscription> _subscriptions = [];
    private int? _highestStarted;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, stage, observer);
        lock (_subscriptions)
            _subscriptions.Add(subscription);
        return subscription;
    }

    public async Task OnStart(CancellationToken cancellationToken)
    {
        foreach (var stage in Stages().OrderBy(group => group.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _highestStarted = stage.Key;
            await Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStart(cancellationToken)));
        }
    }

    public async Task OnStop(CancellationToken cancellationToken)
    {
        if (_highestStarted is not { } highest)
            return;
        var failures = new List<Exception>();
        foreach (var stage in Stages().Where(group => group.Key <= highest).OrderByDescending(group => group.Key))
        {
            var stopping = Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStop(cancellationToken)));
            try
            {
                await stopping;
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        _highestStarted = null;
        if (failures.Count > 0)
            throw new AggregateException("Some lifecycle observers failed to stop", failures);
    }

    private List<IGrouping<int, Subscription>> Stages()
    {
        lock (_subscriptions)
            return _subscriptions.GroupBy(subscription => subscription.Stage).ToList();
    }

    private sealed record Subscription(LifecycleSubject Owner, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose()
        {
            lock (Owner._subscriptions)
                Owner._subscriptions.Remove(this);
        }
    }
}
