namespace Orleans.Runtime;

/// <summary>Starts stages in rising order and stops, in falling order, those that were started. Observers of one stage run concurrently.</summary>
internal sealed class SiloLifecycle(Silo silo) : ISiloLifecycle
{
    private readonly List<Subscription> _subscriptions = [];
    private int? _highestStarted;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_highestStarted is not null)
            throw new InvalidOperationException("Lifecycle has already been started.");
        var subscription = new Subscription(this, stage, observer);
        _subscriptions.Add(subscription);
        return subscription;
    }

    public async Task OnStart(CancellationToken cancellationToken)
    {
        foreach (var stage in _subscriptions.GroupBy(subscription => subscription.Stage).OrderBy(group => group.Key).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _highestStarted = stage.Key;
            await Task.WhenAll(stage.Select(subscription => CallAsync(subscription.Observer.OnStart, cancellationToken)));
        }
    }

    /// <summary>Stops all stages, whatever fails: the grains and their states must not pay for an observer's mistake.</summary>
    public async Task OnStop(CancellationToken cancellationToken)
    {
        foreach (var stage in _subscriptions.Where(subscription => subscription.Stage <= _highestStarted).GroupBy(subscription => subscription.Stage).OrderByDescending(group => group.Key).ToList())
        {
            try
            {
                await Task.WhenAll(stage.Select(subscription => CallAsync(subscription.Observer.OnStop, cancellationToken)));
            }
            catch (Exception exception)
            {
                silo.LogStopFailed(exception, stage.Key);
            }
        }

        _highestStarted = int.MinValue;
    }

    /// <summary>Makes what a method throws at once part of its task, so that the others of its stage are called too.</summary>
    private static async Task CallAsync(Func<CancellationToken, Task> method, CancellationToken cancellationToken) => await method(cancellationToken);

    private sealed record Subscription(SiloLifecycle Owner, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose() => Owner._subscriptions.Remove(this);
    }
}
