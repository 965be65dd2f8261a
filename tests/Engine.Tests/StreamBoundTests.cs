using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Twins.Engine.Tests;

/// <summary>A consumer that takes nothing until it is let go.</summary>
[ImplicitStreamSubscription("stuck")]
public sealed class StuckGrain(TaskCompletionSource released) : Grain, IGrainWithStringKey, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null) => released.Task;

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public sealed class StreamBoundTests
{
    [Fact]
    public async Task A_stream_that_nobody_keeps_up_with_refuses_further_events_and_counts_them()
    {
        var refused = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "orleans-embedded-stream-batches-refused") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => refused += value);
        listener.Start();
        var released = new TaskCompletionSource();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering().AddMemoryStreams("memory", streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            silo.Services.AddSingleton(released);
        });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var stream = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("memory").GetStream<int>(StreamId.Create("stuck", "a"));
        for (var number = 0; number < 16_384; number++)
            await stream.OnNextAsync(number);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.OnNextAsync(0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.OnNextAsync(0));
        Assert.Equal(2, refused);
        released.SetResult();
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
