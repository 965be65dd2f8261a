using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Twins.Engine.Conformance;

[Alias("Conformance.IListener")]
public interface IListener : IGrainWithStringKey
{
    [Alias("Deactivate")]
    Task Deactivate();
}

/// <summary>What listeners heard, in order; a host service, so that a test can read it.</summary>
public sealed class Heard
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    public ConcurrentQueue<string> Items { get; } = new();

    /// <summary>The items that a listener refuses, and how often still.</summary>
    public ConcurrentDictionary<string, int> Refusals { get; } = new();

    public void Add(string item)
    {
        Items.Enqueue(item);
        Waiting(item).TrySetResult();
    }

    public Task Until(string item) => Waiting(item).Task.WaitAsync(TestContext.Current.CancellationToken);

    private TaskCompletionSource Waiting(string item) => _waiting.GetOrAdd(item, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

[ImplicitStreamSubscription("conformance")]
public sealed class ListenerGrain(Heard heard) : Grain, IListener, IStreamSubscriptionObserver, IAsyncObserver<string>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        if (heard.Refusals.TryRemove("subscription", out _))
            throw new InvalidOperationException("refused");
        heard.Add($"subscribed {handleFactory.ProviderName} {handleFactory.StreamId.GetKeyAsString()}");
        await handleFactory.Create<string>().ResumeAsync(this);
    }

    public async Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        if (heard.Refusals.TryGetValue(item, out var left) && left > 0)
        {
            heard.Refusals[item] = left - 1;
            throw new InvalidOperationException("refused");
        }

        await Task.Yield();
        heard.Add($"{this.GetPrimaryKeyString()}:{item}{RequestContext.Get("tenant")}");
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        heard.Add(ex.GetType().Name);
        return Task.CompletedTask;
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class StreamTests
{
    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(silo => silo.Services.AddSingleton<Heard>());

    [Fact]
    public async Task An_event_wakes_the_grain_with_the_key_of_its_stream_and_a_stream_keeps_its_order()
    {
        await using var host = await StartAsync();
        var heard = host.Services.GetRequiredService<Heard>();
        var provider = host.Client.GetStreamProvider("memory");
        var stream = provider.GetStream<string>(StreamId.Create("conformance", "a"));
        for (var number = 0; number < 500; number++)
            await stream.OnNextAsync($"{number}");
        await provider.GetStream<string>(StreamId.Create("conformance", "b")).OnNextAsync("b");
        await provider.GetStream<string>(StreamId.Create("other", "a")).OnNextAsync("none");
        await heard.Until("a:499");
        await heard.Until("b:b");
        Assert.Equal(Enumerable.Range(0, 500).Select(number => $"a:{number}"), heard.Items.Where(item => item.StartsWith("a:", StringComparison.Ordinal)));
        Assert.Contains("subscribed memory a", heard.Items);
        Assert.DoesNotContain("a:none", heard.Items);
    }

    [Fact]
    public async Task The_request_context_of_a_producer_comes_with_its_event()
    {
        await using var host = await StartAsync();
        var stream = host.Client.GetStreamProvider("memory").GetStream<string>(StreamId.Create("conformance", "a"));
        RequestContext.Set("tenant", " of A");
        await stream.OnNextAsync("first");
        RequestContext.Clear();
        await stream.OnNextAsync("second");
        await host.Services.GetRequiredService<Heard>().Until("a:first of A");
        await host.Services.GetRequiredService<Heard>().Until("a:second");
    }

    [Fact]
    public async Task A_new_activation_is_told_of_its_subscription_again()
    {
        await using var host = await StartAsync();
        var heard = host.Services.GetRequiredService<Heard>();
        var stream = host.Client.GetStreamProvider("memory").GetStream<string>(StreamId.Create("conformance", "a"));
        await stream.OnNextAsync("first");
        await heard.Until("a:first");
        await host.Grains.GetGrain<IListener>("a").Deactivate();
        await stream.OnNextAsync("second");
        await heard.Until("a:second");
        Assert.Equal(["subscribed memory a", "a:first", "subscribed memory a", "a:second"], heard.Items);
    }

    [Fact]
    public async Task An_event_that_the_consumer_refuses_is_delivered_again_before_the_next()
    {
        await using var host = await StartAsync();
        var heard = host.Services.GetRequiredService<Heard>();
        heard.Refusals["first"] = 1;
        var stream = host.Client.GetStreamProvider("memory").GetStream<string>(StreamId.Create("conformance", "a"));
        await stream.OnNextAsync("first");
        await stream.OnNextAsync("second");
        await heard.Until("a:second");
        Assert.Equal(["subscribed memory a", "a:first", "a:second"], heard.Items);
    }

    [Fact]
    public async Task A_consumer_that_fails_to_subscribe_is_tried_again_and_misses_nothing()
    {
        await using var host = await StartAsync();
        var heard = host.Services.GetRequiredService<Heard>();
        heard.Refusals["subscription"] = 1;
        await host.Client.GetStreamProvider("memory").GetStream<string>(StreamId.Create("conformance", "a")).OnNextAsync("first");
        await heard.Until("a:first");
        Assert.Equal(["subscribed memory a", "a:first"], heard.Items);
    }

    [Fact]
    public async Task An_event_that_is_refused_for_too_long_is_reported_and_skipped()
    {
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Heard>();
            silo.AddMemoryStreams("impatient", streams => streams.ConfigurePullingAgent(options => options.Configure(agent => agent.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(100))));
        });
        var heard = host.Services.GetRequiredService<Heard>();
        heard.Refusals["first"] = int.MaxValue;
        var stream = host.Client.GetStreamProvider("impatient").GetStream<string>(StreamId.Create("conformance", "a"));
        await stream.OnNextAsync("first");
        await stream.OnNextAsync("second");
        await heard.Until("a:second");
        Assert.Contains("StreamEventDeliveryFailureException", heard.Items);
        Assert.DoesNotContain("a:first", heard.Items);
    }
}
