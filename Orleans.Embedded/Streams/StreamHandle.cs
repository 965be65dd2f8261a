using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A subscription as its grain holds it: before it was resumed without an observer, after with one.</summary>
internal sealed class StreamHandle<T>(StreamSubscription subscription, StreamObservers observers, IAsyncObserver<T>? observer) : StreamSubscriptionHandle<T>, IStreamSink
{
    private bool _usedUp;

    public override StreamId StreamId => subscription.Stream;

    public override string ProviderName => subscription.Provider.Name;

    public override Guid HandleId => subscription.Id;

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        UseUp();
        var resumed = new StreamHandle<T>(subscription, observers, observer);
        observers.Set(subscription.Id, resumed);
        return Task.FromResult<StreamSubscriptionHandle<T>>(resumed);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && HandleId == other.HandleId;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => HandleId.GetHashCode();

    public async Task DeliverAsync(StreamBatch batch)
    {
        for (var index = 0; index < batch.Items.Length; index++)
        {
            if (batch.Items[index] is not T item)
                throw new InvalidCastException($"Received an item of type {batch.Items[index].GetType().Name}, expected {typeof(T).FullName}");
            if (observer is not null && !_usedUp)
                await observer.OnNextAsync(item, new MemoryToken(batch.Sequence, index));
        }
    }

    public Task FailAsync(Exception failure) => observer?.OnErrorAsync(failure) ?? Task.CompletedTask;

    private void UseUp()
    {
        if (_usedUp)
            throw new InvalidOperationException("Handle is no longer valid. It has been used to unsubscribe or resume.");
        _usedUp = true;
    }
}
