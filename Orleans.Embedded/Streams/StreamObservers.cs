using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Runtime;

/// <summary>The observers that an activation has set, by subscription; used in its turns only.</summary>
internal sealed class StreamObservers : Dictionary<StreamSubscription, IStreamSink>;

/// <summary>An observer, whatever the type of its events.</summary>
internal interface IStreamSink
{
    Task DeliverAsync(object item);

    Task FailAsync(Exception failure);
}

/// <summary>Makes the handle of a subscription for the grain that was told of it.</summary>
internal sealed class StreamHandleFactory(StreamSubscription subscription, StreamObservers observers) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => subscription.Stream;

    public string ProviderName => subscription.Provider.Name;

    public StreamSubscriptionHandle<T> Create<T>() => new StreamHandle<T>(subscription, observers, null);
}
