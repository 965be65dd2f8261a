using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Gives access to the streams of one provider.</summary>
public interface IStreamProvider
{
    /// <summary>The name the provider was registered with.</summary>
    string Name { get; }

    /// <summary>The stream with an identity; streams need not be created.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>A stream, whatever its events are.</summary>
public interface IAsyncStream
{
    /// <summary>The name of the provider.</summary>
    string ProviderName { get; }

    /// <summary>The identity of the stream.</summary>
    StreamId StreamId { get; }
}

/// <summary>A stream of events of one type.</summary>
public interface IAsyncStream<T> : IAsyncStream, IAsyncObserver<T>;

/// <summary>Receives the events of a stream, one after the other.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Takes an event. The next one is delivered when the task has ended; an exception makes this one be delivered again.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>Says that the stream has ended.</summary>
    Task OnCompletedAsync();

    /// <summary>Says that the stream has failed, for instance that an event could not be delivered.</summary>
    Task OnErrorAsync(Exception ex);
}

/// <summary>The place of an event in its stream. This engine, which does not rewind, gives none.</summary>
[GenerateSerializer]
public abstract class StreamSequenceToken
{
    private protected StreamSequenceToken() { }
}

/// <summary>A subscription, as held by its consumer.</summary>
[GenerateSerializer]
public abstract class StreamSubscriptionHandle<T>
{
    private protected StreamSubscriptionHandle() { }

    /// <summary>Sets the observer that events are delivered to; the handle is used up, the result replaces it.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);
}

/// <summary>How consumers of a provider's streams are found.</summary>
public enum StreamPubSubType
{
    /// <summary>By subscription and by attribute.</summary>
    ExplicitGrainBasedAndImplicit,

    /// <summary>By subscription.</summary>
    ExplicitGrainBasedOnly,

    /// <summary>By attribute.</summary>
    ImplicitOnly,
}
