using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Twins.Engine.Tests;

/// <summary>What the grains of one run did, and what they are to do.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<string, int> _live = new();

    /// <summary>Draws a number below the given one, from the seed of the run.</summary>
    public required Func<int, int> Draw { get; init; }

    /// <summary>Whether constructors, activations and deactivations fail now and then.</summary>
    public bool Fragile { get; init; }

    public int MostLive { get; private set; }

    public int Activated { get; private set; }

    /// <summary>Requests that ran while their activation was ending.</summary>
    public int Overlaps { get; set; }

    /// <summary>How often a method of each grain was run to its end, ticks included.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = new();

    /// <summary>What each grain took from its stream.</summary>
    public ConcurrentDictionary<string, ImmutableList<int>> Taken { get; } = new();

    public async Task EnterAsync(string key)
    {
        MostLive = Math.Max(MostLive, _live.AddOrUpdate(key, 1, (_, count) => count + 1));
        Activated++;
        await YieldAsync();
    }

    public async Task LeaveAsync(string key)
    {
        await YieldAsync();
        _live.AddOrUpdate(key, 0, (_, count) => count - 1);
    }

    public async Task YieldAsync()
    {
        for (var left = Draw(4); left > 0; left--)
            await Task.Yield();
    }

    public void MayFail(string where)
    {
        if (Fragile && Draw(8) == 0)
            throw new InvalidOperationException(where);
    }
}

public interface IStressGrain : IGrainWithStringKey
{
    Task Increment();

    ValueTask<int> IncrementAndGet();

    Task IncrementUnlessCancelled(CancellationToken token);

    [ReadOnly]
    Task<int> Value();

    [AlwaysInterleave]
    ValueTask Interleave();

    Task CallOther(IStressGrain other);

    Task Tick(TimeSpan period);

    Task<int> Settle();

    [AlwaysInterleave]
    Task End();

    Task<int> TellAndCount(IStressObserver observer, int number);
}

/// <summary>Keeps what it is told, and says how much that is.</summary>
public interface IStressObserver : IGrainObserver
{
    void Told(int number);

    Task<int> Count();
}

public sealed class StressObserver : IStressObserver
{
    public List<int> Numbers { get; } = [];

    public void Told(int number) => Numbers.Add(number);

    public Task<int> Count() => Task.FromResult(Numbers.Count);
}

/// <summary>Increments in the way that loses increments as soon as two requests run at once.</summary>
[ImplicitStreamSubscription(nameof(StressGrain))]
public sealed class StressGrain : Grain, IStressGrain, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    private readonly Ledger _ledger;
    private readonly List<IGrainTimer> _timers = [];
    private int _number;
    private bool _ending;

    public StressGrain(Ledger ledger)
    {
        _ledger = ledger;
        ledger.MayFail("constructor");
    }

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _ledger.YieldAsync();
        _ledger.MayFail("activation");
        await _ledger.EnterAsync(Key);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ending = true;
        await _ledger.LeaveAsync(Key);
        _ledger.MayFail("deactivation");
    }

    public async Task Increment()
    {
        var before = _number;
        await _ledger.YieldAsync();
        Write(before + 1);
    }

    public async ValueTask<int> IncrementAndGet()
    {
        await Increment();
        return _number;
    }

    public Task IncrementUnlessCancelled(CancellationToken token) => Increment();

    public async Task<int> Value()
    {
        await _ledger.YieldAsync();
        return _number;
    }

    public async ValueTask Interleave() => await _ledger.YieldAsync();

    public async Task CallOther(IStressGrain other)
    {
        var before = _number;
        await other.Increment();
        Write(before + 1);
    }

    public Task Tick(TimeSpan period)
    {
        _timers.Add(this.RegisterGrainTimer(Increment, period, period));
        return Task.CompletedTask;
    }

    /// <summary>Ends the timers; returns what all increments together have come to.</summary>
    public Task<int> Settle()
    {
        _timers.ForEach(timer => timer.Dispose());
        return Task.FromResult(_number);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> TellAndCount(IStressObserver observer, int number)
    {
        observer.Told(number);
        return await observer.Count();
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<int>().ResumeAsync(this);

    public async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        await _ledger.YieldAsync();
        _ledger.Taken.AddOrUpdate(Key, [item], (_, items) => items.Add(item));
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private void Write(int number)
    {
        _number = number;
        if (_ending)
            _ledger.Overlaps++;
        _ledger.Done.AddOrUpdate(Key, 1, (_, count) => count + 1);
    }
}
