using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Runtime;

/// <summary>The observers that an activation has set, by subscription.</summary>
internal sealed class StreamObservers
{
    private readonly ConcurrentDictionary<Guid, IStreamSink> _sinks = new();

    public IStreamSink? Find(Guid subscription) => _sinks.GetValueOrDefault(subscription);

    public void Set(Guid subscription, IStreamSink sink) => _sinks[subscription] = sink;
}

/// <summary>An observer, whatever the type of its events.</summary>
internal interface IStreamSink
{
    Task DeliverAsync(StreamBatch batch);

    Task FailAsync(Exception failure);
}

/// <summary>Makes the handle of a subscription for the grain that was told of it.</summary>
internal sealed class StreamHandleFactory(StreamSubscription subscription, StreamObservers observers) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => subscription.Stream;

    public string ProviderName => subscription.Provider.Name;

    public StreamSubscriptionHandle<T> Create<T>() => new StreamHandle<T>(subscription, observers, null);
}
