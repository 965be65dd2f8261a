using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The runtime of one host: its grain classes with their activations, and the calls under way.</summary>
internal sealed partial class Silo : IDisposable
{
    private static readonly DeactivationReason s_stopping = new(DeactivationReasonCode.ShuttingDown, "This process is terminating.");
    private readonly ILogger _logger;
    private readonly long _timeoutMs;
    private long _lastCollectionMs;
    private int _collecting;

    public Silo(IServiceProvider services, TimeProvider time, IOptions<SiloMessagingOptions> messaging, IOptions<GrainCollectionOptions> collection, ILogger<Silo> logger)
    {
        Services = services;
        Time = time;
        Messaging = messaging.Value;
        CollectionOptions = collection.Value;
        _logger = logger;
        Turns = services.GetService<TurnPool>() ?? new();
        IncomingFilters = services.GetServices<IIncomingGrainCallFilter>().ToArray();
        OutgoingFilters = services.GetServices<IOutgoingGrainCallFilter>().ToArray();
        Instruments = new(services.GetRequiredService<IMeterFactory>(), () => Classes?.All.Sum(grainClass => grainClass.Count) ?? 0);
        Observers = new(this);
        _timeoutMs = (long)Messaging.ResponseTimeout.TotalMilliseconds;
        Clock = new(time, TimeSpan.FromMilliseconds(Math.Clamp(_timeoutMs / 10, 10, 1000)), OnTick);
        Classes = new(this, services.GetRequiredService<Serialization.Configuration.TypeManifestOptions>());
        Factory = new(this);
    }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions CollectionOptions { get; }

    public TurnPool Turns { get; }

    public CoarseClock Clock { get; }

    public GrainClasses Classes { get; }

    public GrainFactory Factory { get; }

    public Observers Observers { get; }

    public Instruments Instruments { get; }

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    public InFlight InFlight { get; } = new();

    public ILogger Logger => _logger;

    /// <summary>Set when the host stops: from then on calls fail instead of activating grains.</summary>
    public bool IsStopping { get; private set; }

    public void Dispose() => Clock.Dispose();

    private void OnTick(long nowMs)
    {
        ExpireCalls(nowMs);
        if (nowMs - _lastCollectionMs < CollectionOptions.CollectionQuantum.TotalMilliseconds || Interlocked.Exchange(ref _collecting, 1) == 1)
            return;
        _lastCollectionMs = nowMs;
        Turns.Queue(static silo => silo.CollectIdle(), this);
    }

    private void CollectIdle()
    {
        foreach (var grainClass in Classes.All)
            CollectIdle(grainClass, grainClass.CollectionAge);
        Volatile.Write(ref _collecting, 0);
    }

    public void CollectIdle(GrainClass grainClass, TimeSpan age)
    {
        if (grainClass.CollectionAge == Timeout.InfiniteTimeSpan)
            return;
        var sinceMs = Clock.NowMs - (long)age.TotalMilliseconds;
        foreach (var activation in grainClass.Activations)
        {
            if (activation.IsIdleSince(sinceMs))
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, "This activation has become idle."));
        }
    }

    /// <summary>Ends all activations and waits until they have ended, or until <paramref name="cancellationToken"/>.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsStopping = true;
        foreach (var grainClass in Classes.All)
        {
            foreach (var activation in grainClass.Activations)
                activation.Deactivate(s_stopping, cancellationToken);
        }

        try
        {
            foreach (var grainClass in Classes.All)
            {
                foreach (var activation in grainClass.Activations)
                    await activation.Deactivated.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            FailCalls();
        }
    }
}
