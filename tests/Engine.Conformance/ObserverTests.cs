using System.Collections.Concurrent;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

[Alias("Conformance.IWatcher")]
public interface IWatcher : IGrainObserver
{
    [Alias("Seen")]
    void Seen(string what);

    [Alias("Ask")]
    Task<string> Ask(string question);
}

[Alias("Conformance.IWatched")]
public interface IWatched : IGrainWithStringKey
{
    [Alias("Tell")]
    Task Tell(IWatcher watcher, int count);

    [Alias("Ask")]
    Task<string> Ask(IWatcher watcher, string question);
}

public sealed class WatchedGrain : Grain, IWatched
{
    public Task Tell(IWatcher watcher, int count)
    {
        for (var number = 0; number < count; number++)
            watcher.Seen($"{number}");
        return Task.CompletedTask;
    }

    public Task<string> Ask(IWatcher watcher, string question) => watcher.Ask(question);
}

public sealed class ObserverTests
{
    [Fact]
    public async Task An_observer_is_called_one_call_after_the_other_and_may_answer()
    {
        await using var host = await EngineHost.StartAsync();
        var watcher = new Watcher();
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        var grain = host.Grains.GetGrain<IWatched>("one");
        await grain.Tell(reference, 100);
        Assert.Equal("echo why", await grain.Ask(reference, "why"));
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}").Append("why"), watcher.Calls);
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Ask(reference, "fail"));
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_call_that_fails_in_an_observer_does_not_keep_it_from_the_next()
    {
        await using var host = await EngineHost.StartAsync();
        var watcher = new Watcher { FailAt = "1" };
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        var grain = host.Grains.GetGrain<IWatched>("one");
        await grain.Tell(reference, 3);
        Assert.Equal("echo why", await grain.Ask(reference, "why"));
        Assert.Equal(["0", "1", "2", "why"], watcher.Calls);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task Calls_that_an_observer_does_not_keep_up_with_expire_unstarted_and_are_counted()
    {
        using var meters = new Meters();
        await using var host = await EngineHost.StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(1)));
        var watcher = new Watcher { HoldAt = "hold" };
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        var grain = host.Grains.GetGrain<IWatched>("one");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Ask(reference, "hold"));
        var before = meters["orleans-messaging-expired"];
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Ask(reference, "late"));
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Ask(reference, "later"));
        watcher.Held.SetResult();
        Assert.Equal("echo again", await grain.Ask(reference, "again"));
        Assert.DoesNotContain("late", watcher.Calls);
        Assert.True(meters["orleans-messaging-expired"] > before);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_deleted_observer_is_not_called_and_its_caller_times_out()
    {
        await using var host = await EngineHost.StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(1)));
        var watcher = new Watcher();
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        host.Grains.DeleteObjectReference<IWatcher>(reference);
        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<IWatched>("one").Ask(reference, "why"));
        Assert.Empty(watcher.Calls);
        Assert.Throws<ArgumentException>(() => host.Grains.DeleteObjectReference<IWatcher>(reference));
        Assert.Throws<ArgumentException>(() => host.Grains.DeleteObjectReference<IWatcher>(watcher));
    }

    private sealed class Watcher : IWatcher
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public string? FailAt { get; init; }

        public string? HoldAt { get; init; }

        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Seen(string what)
        {
            Calls.Enqueue(what);
            if (what == FailAt)
                throw new InvalidOperationException(what);
        }

        public async Task<string> Ask(string question)
        {
            await Task.Yield();
            if (question == "fail")
                throw new InvalidOperationException(question);
            if (question == HoldAt)
                await Held.Task;
            Calls.Enqueue(question);
            return $"echo {question}";
        }
    }
}
