using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
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

/// <summary>A consumer that counts and keeps nothing.</summary>
[ImplicitStreamSubscription("taken")]
public sealed class TakingGrain(CountdownEvent taken) : Grain, IGrainWithStringKey, IStreamSubscriptionObserver, IAsyncObserver<byte[]>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<byte[]>().ResumeAsync(this);

    public Task OnNextAsync(byte[] item, StreamSequenceToken? token = null)
    {
        taken.Signal();
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public sealed class StreamBoundTests
{
    /// <summary>What stays in a queue outlives the collections of young objects, and with it all that came behind it.</summary>
    [Fact(Timeout = 60_000)]
    public async Task What_was_delivered_is_let_go()
    {
        const int Items = 20;
        using var taken = new CountdownEvent(Items);
        using var host = HostWith(taken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var items = await PublishAsync(host, Items);
        Assert.True(taken.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        // The last of them may still be in the hands of who delivers it.
        while (items.Count(item => item.IsAlive) > 1)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            GC.Collect();
        }

        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    // In a method of its own, so that no local of the test holds an item.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> PublishAsync(IHost host, int count)
    {
        var stream = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("memory").GetStream<byte[]>(StreamId.Create("taken", "a"));
        var items = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var item = new byte[16];
            items.Add(new WeakReference(item));
            await stream.OnNextAsync(item);
        }

        return [.. items];
    }

    private static IHost HostWith<T>(T singleton) where T : class
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering().AddMemoryStreams("memory", streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            silo.Services.AddSingleton(singleton);
        });
        return builder.Build();
    }

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
        using var host = HostWith(released);
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
