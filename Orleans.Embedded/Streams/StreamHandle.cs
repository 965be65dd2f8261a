using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A subscription as its grain holds it: before it was resumed without an observer, after with one.</summary>
internal sealed class StreamHandle<T>(StreamSubscription subscription, StreamObservers observers, IAsyncObserver<T>? observer) : StreamSubscriptionHandle<T>, IStreamSink
{
    private bool _usedUp;

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_usedUp)
            throw new InvalidOperationException("Handle is no longer valid. It has been used to unsubscribe or resume.");
        _usedUp = true;
        var resumed = new StreamHandle<T>(subscription, observers, observer);
        observers[subscription] = resumed;
        return Task.FromResult<StreamSubscriptionHandle<T>>(resumed);
    }

    public Task DeliverAsync(object item)
        => item is T known ? observer!.OnNextAsync(known) : throw new InvalidCastException($"Received an item of type {item.GetType().Name}, expected {typeof(T).FullName}");

    public Task FailAsync(Exception failure) => observer!.OnErrorAsync(failure);
}
