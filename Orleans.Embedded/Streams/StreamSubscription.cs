using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>
/// One grain's subscription to one stream. Batches are delivered one after the other; a failed delivery is repeated, with growing pauses,
/// for as long as the options say, then the grain's observer is told and the batch is skipped.
/// </summary>
internal sealed class StreamSubscription : IThreadPoolWorkItem
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentQueue<StreamBatch> _batches = new();
    private readonly GrainReference _consumer;
    private int _pumping;

    public StreamSubscription(MemoryStreamProvider provider, StreamId stream, GrainClass grainClass)
    {
        Provider = provider;
        Stream = stream;
        _consumer = provider.Silo.Factory.CreateUntyped(grainClass, KeyOf(stream, grainClass), grainClass.GrainType);
    }

    public MemoryStreamProvider Provider { get; }

    public StreamId Stream { get; }

    private Silo Silo => Provider.Silo;

    public void Append(StreamBatch batch)
    {
        _batches.Enqueue(batch);
        StartPump();
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private static IdSpan KeyOf(StreamId stream, GrainClass grainClass)
        => typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass.Type) && long.TryParse(stream.GetKeyAsString(), out var key)
            ? IntegerKey.Create(key)
            : new(stream.GetKeyAsString());

    private void StartPump()
    {
        if (Interlocked.Exchange(ref _pumping, 1) == 0)
            Silo.Turns.Queue(this, preferLocal: false);
    }

    private async Task PumpAsync()
    {
        // Not TryPeek: a queue that was peeked into never lets go of what it held.
        while (_batches.TryDequeue(out var batch))
        {
            await DeliverAsync(batch);
            batch.Done();
        }

        Volatile.Write(ref _pumping, 0);
        if (!_batches.IsEmpty)
            StartPump();
    }

    private async Task DeliverAsync(StreamBatch batch)
    {
        var started = Silo.Time.GetTimestamp();
        var pause = s_firstPause;
        while (!Silo.IsStopping)
        {
            try
            {
                await CallAsync(new(this, batch, null));
                return;
            }
            catch (Exception exception)
            {
                Silo.LogStreamDeliveryFailed(exception, Stream, _consumer);
            }

            if (Silo.Time.GetElapsedTime(started) + pause > Provider.Options.MaxEventDeliveryTime)
            {
                await ReportAsync(batch);
                return;
            }

            await Task.Delay(pause, Silo.Time);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task ReportAsync(StreamBatch batch)
    {
        try
        {
            await CallAsync(new(this, batch, new Streams.StreamEventDeliveryFailureException($"Failed to deliver an event of stream {Stream} to {_consumer.GrainId}")));
        }
        catch (Exception exception)
        {
            Silo.LogStreamDeliveryFailed(exception, Stream, _consumer);
        }
    }

    private Task CallAsync(StreamDelivery delivery)
    {
        Silo.Instruments.StreamSent.Add(1);
        RequestContext.Values = delivery.Batch.Context;
        return Silo.InvokeAsync(_consumer, delivery).AsTask();
    }
}
