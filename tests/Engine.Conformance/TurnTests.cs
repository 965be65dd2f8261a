using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

/// <summary>Lets a test hold a grain in the middle of a call, by name.</summary>
public sealed class Gates
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public ConcurrentQueue<string> Log { get; } = new();

    public ConcurrentQueue<TickStatus> Statuses { get; } = new();

    public Task Until(string name) => Gate(name).Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public Task Passage(string name) => Gate(name).Task;

    public void Open(string name) => Gate(name).TrySetResult();

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

[Alias("Conformance.ITurns")]
public interface ITurns : IGrainWithStringKey
{
    [Alias("Increment")]
    Task Increment();

    [Alias("Value")]
    Task<int> Value();

    [Alias("TimerToo")]
    Task IncrementByTimerToo(TimeSpan period);

    [Alias("Hold")]
    Task Hold(string gate);

    [Alias("HoldReading"), ReadOnly]
    Task HoldReading(string gate);

    [Alias("Read"), ReadOnly]
    Task Read(string entry);

    [Alias("Interleave"), AlwaysInterleave]
    Task Interleave(string entry);

    [Alias("Note")]
    Task Note(string entry);

    [Alias("Forget"), OneWay]
    Task Forget(string entry);

    [Alias("CallBack")]
    Task CallBack(ITurns other, bool back);

    [Alias("Cycle"), OneWay]
    Task Cycle(ITurns other);
}

public class TurnsGrain(Gates gates) : Grain, ITurns
{
    private int _number;
    private int _byTimer;

    public async Task Increment()
    {
        var before = _number;
        await Task.Yield();
        _number = before + 1;
    }

    public Task<int> Value() => Task.FromResult(_number - _byTimer);

    public Task IncrementByTimerToo(TimeSpan period)
    {
        this.RegisterGrainTimer(
            async () =>
            {
                var before = _number;
                await Task.Yield();
                _number = before + 1;
                _byTimer++;
            },
            TimeSpan.Zero,
            period);
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        gates.Open($"{gate} held");
        await gates.Passage(gate);
        gates.Log.Enqueue($"{gate} done");
    }

    public Task HoldReading(string gate) => Hold(gate);

    public Task Read(string entry) => Note(entry);

    public Task Interleave(string entry) => Note(entry);

    public Task Note(string entry)
    {
        gates.Log.Enqueue(entry);
        gates.Open(entry);
        return Task.CompletedTask;
    }

    public Task Forget(string entry)
    {
        gates.Log.Enqueue(entry);
        gates.Open(entry);
        throw new InvalidOperationException("nobody learns of it");
    }

    public async Task Cycle(ITurns other)
    {
        try
        {
            await other.CallBack(this.AsReference<ITurns>(), false);
        }
        catch (TimeoutException exception)
        {
            gates.Log.Enqueue(exception.Message);
            gates.Open("cycle");
        }
    }

    public async Task CallBack(ITurns other, bool back)
    {
        if (back)
            await other.CallBack(this.AsReference<ITurns>(), false);
        else
            await other.Note("back");
    }
}

[Alias("Conformance.IReentrantTurns")]
public interface IReentrantTurns : ITurns;

[Reentrant]
public sealed class ReentrantTurnsGrain(Gates gates) : TurnsGrain(gates), IReentrantTurns;

public sealed class TurnTests
{
    private const string Prefix = "Twins.Engine.Conformance.TurnsGrain";

    private static Task<EngineHost> StartAsync(Action<ISiloBuilder>? configure = null) => EngineHost.StartAsync(silo =>
    {
        silo.Services.AddSingleton<Gates>();
        configure?.Invoke(silo);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_grains_called_a_hundred_times_each_lose_no_increment_with_or_without_timers(bool timers)
    {
        const int Grains = 10_000;
        const int Callers = 100;
        await using var host = await StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMinutes(2)));
        var references = Enumerable.Range(0, Grains).Select(number => host.Grains.GetGrain<ITurns>($"{number}", Prefix)).ToArray();
        if (timers)
            await Task.WhenAll(references.Select(grain => grain.IncrementByTimerToo(TimeSpan.FromMilliseconds(500))));

        // All callers go the same way from nearly the same place, so that they keep meeting.
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var step = 0; step < Grains; step++)
                await references[(step + (caller % 10)) % Grains].Increment();
        })));
        var values = await Task.WhenAll(references.Select(grain => grain.Value()));
        Assert.All(values, value => Assert.Equal(Callers, value));
    }

    [Fact]
    public async Task A_call_waits_for_the_one_before_and_calls_that_may_interleave_do_not()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITurns>("one", Prefix);
        var held = grain.Hold("gate");
        await gates.Until("gate held");
        var waiting = grain.Note("waited");
        var reading = grain.Read("read");
        await grain.Interleave("interleaved");
        Assert.Equal(["interleaved"], gates.Log);
        gates.Open("gate");
        await Task.WhenAll(held, waiting, reading);
        Assert.Equal(["interleaved", "gate done"], gates.Log.Take(2));
        Assert.Equal(4, gates.Log.Count);
    }

    [Fact]
    public async Task Read_only_calls_interleave_with_each_other_and_with_nothing_else()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITurns>("one", Prefix);
        var held = grain.HoldReading("gate");
        await gates.Until("gate held");
        var waiting = grain.Note("waited");
        await grain.Read("read");
        Assert.Equal(["read"], gates.Log);
        gates.Open("gate");
        await Task.WhenAll(held, waiting);
        Assert.Equal(["read", "gate done", "waited"], gates.Log);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<IReentrantTurns>("one");
        var held = grain.Hold("gate");
        await gates.Until("gate held");
        await grain.Note("noted");
        gates.Open("gate");
        await held;
        Assert.Equal(["noted", "gate done"], gates.Log);
    }

    [Fact]
    public async Task A_one_way_call_is_complete_when_sent_and_its_error_reaches_nobody()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITurns>("one", Prefix);
        var held = grain.Hold("gate");
        await gates.Until("gate held");
        await grain.Forget("forgotten");
        Assert.Empty(gates.Log);
        gates.Open("gate");
        await held;
        await gates.Until("forgotten");
    }

    [Fact]
    public async Task A_cycle_of_calls_times_out_and_the_error_names_both_grains()
    {
        await using var host = await StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2)));
        var gates = host.Services.GetRequiredService<Gates>();
        var (a, b) = (host.Grains.GetGrain<ITurns>("alpha", Prefix), host.Grains.GetGrain<ITurns>("beta", Prefix));
        await a.Cycle(b);
        await gates.Until("cycle");
        var message = gates.Log.First();
        Assert.Contains("alpha", message, StringComparison.Ordinal);
        Assert.Contains("beta", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reentrant_cycle_of_calls_completes()
    {
        await using var host = await StartAsync();
        var (a, b) = (host.Grains.GetGrain<IReentrantTurns>("alpha"), host.Grains.GetGrain<IReentrantTurns>("beta"));
        await a.CallBack(b, true);
        Assert.Equal(["back"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task A_full_mailbox_rejects_further_calls()
    {
        await using var host = await StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 10));
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITurns>("one", Prefix);
        var held = grain.Hold("gate");
        await gates.Until("gate held");
        var calls = Enumerable.Range(0, 30).Select(number => grain.Note($"{number}")).ToArray();
        var rejected = 0;
        foreach (var call in calls.Skip(10))
        {
            await Assert.ThrowsAsync<LimitExceededException>(() => call);
            rejected++;
        }

        gates.Open("gate");
        await held;
        Assert.Equal(20, rejected);
        await Task.WhenAll(calls.Take(10));
    }
}
