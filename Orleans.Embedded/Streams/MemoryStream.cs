using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream as its producers see it.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        try
        {
            provider.Publish(streamId, item!);
            return Task.CompletedTask;
        }
        catch (InvalidOperationException exception)
        {
            return Task.FromException(exception);
        }
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A memory stream cannot be completed by a producer");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A memory stream cannot be failed by a producer");
}
