using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>A grain that is told of its subscriptions, so that it can set an observer for each.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Called before the first event of a subscription is delivered to an activation.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}

/// <summary>Makes the handle of one subscription.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The identity of the stream.</summary>
    StreamId StreamId { get; }

    /// <summary>The name of the provider.</summary>
    string ProviderName { get; }

    /// <summary>The handle, for events of type <typeparamref name="T"/>.</summary>
    StreamSubscriptionHandle<T> Create<T>();
}
