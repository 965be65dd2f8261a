using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// Streams in memory. A published batch waits in one of a fixed number of bounded queues, chosen by its stream, until every subscribed
/// grain has taken it; each grain takes the batches of a stream in order and does not wait for other grains.
/// </summary>
internal sealed class MemoryStreamProvider(string name, Silo silo, int queueCount, StreamPullingAgentOptions options) : IStreamProvider
{
    private readonly StreamQueue[] _queues = Enumerable.Range(0, queueCount).Select(_ => new StreamQueue()).ToArray();
    private readonly ConcurrentDictionary<StreamId, StreamSubscription[]> _subscriptions = new();

    public string Name => name;

    public Silo Silo => silo;

    public StreamPullingAgentOptions Options => options;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    /// <summary>Appends a batch to its stream.</summary>
    /// <exception cref="InvalidOperationException">The queue of the stream is full.</exception>
    public void Publish(StreamId stream, object item)
    {
        var subscriptions = _subscriptions.GetOrAdd(stream, Subscribe);
        if (subscriptions.Length == 0)
            return;
        var queue = _queues[(uint)stream.GetHashCode() % (uint)_queues.Length];
        lock (queue)
        {
            (queue.IsFull ? silo.Instruments.StreamRefused : silo.Instruments.StreamRead).Add(1);
            queue.Take();
            var batch = new StreamBatch(queue, item, subscriptions.Length, RequestContext.Values);
            foreach (var subscription in subscriptions)
                subscription.Append(batch);
        }
    }

    private StreamSubscription[] Subscribe(StreamId stream)
        => silo.Classes.All
            .Where(grainClass => grainClass.Type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Any(attribute => attribute.Matches(stream.GetNamespace())))
            .Select(grainClass => new StreamSubscription(this, stream, grainClass))
            .ToArray();
}
