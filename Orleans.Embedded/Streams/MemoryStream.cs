using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream as its producers see it.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Publish([item!]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) => Publish(batch.Select(item => (object)item!).ToArray());

    public Task OnCompletedAsync() => throw new NotSupportedException("A memory stream cannot be completed by a producer");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A memory stream cannot be failed by a producer");

    public bool Equals(IAsyncStream<T>? other) => other is not null && StreamId == other.StreamId && ProviderName == other.ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => StreamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);

    private Task Publish(object[] items)
    {
        try
        {
            provider.Publish(streamId, items);
            return Task.CompletedTask;
        }
        catch (InvalidOperationException exception)
        {
            return Task.FromException(exception);
        }
    }
}
