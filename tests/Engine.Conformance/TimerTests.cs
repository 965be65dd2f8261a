using Microsoft.Extensions.DependencyInjection;

namespace Twins.Engine.Conformance;

[Alias("Conformance.ITimed")]
public interface ITimed : IGrainWithStringKey
{
    [Alias("FailFirst")]
    Task TickThatFailsFirst();

    [Alias("HoldWhileTicking")]
    Task HoldWhileTicking(bool interleave);

    [Alias("Once")]
    Task TickOnceThenChange();

    [Alias("Dispose")]
    Task StartAndDispose();
}

public sealed class TimedGrain(Gates gates) : Grain, ITimed
{
    private IGrainTimer? _timer;
    private int _ticks;

    public Task TickThatFailsFirst()
    {
        this.RegisterGrainTimer(
            () =>
            {
                if (++_ticks == 1)
                    throw new InvalidOperationException("the first tick");
                gates.Open("second tick");
                return Task.CompletedTask;
            },
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(1));
        return Task.CompletedTask;
    }

    public async Task HoldWhileTicking(bool interleave)
    {
        this.RegisterGrainTimer(
            () =>
            {
                gates.Log.Enqueue("tick");
                gates.Open("tick");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = interleave });
        await gates.Passage(interleave ? "tick" : "gate");
        gates.Log.Enqueue("call done");
    }

    public Task TickOnceThenChange()
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                gates.Open($"tick {++_ticks}");
                if (_ticks == 1)
                    _timer!.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return Task.CompletedTask;
            },
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StartAndDispose()
    {
        _timer = this.RegisterGrainTimer(() => Task.FromException(new InvalidOperationException("disposed")), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        _timer.Dispose();
        _timer.Change(TimeSpan.Zero, TimeSpan.Zero);
        return Task.CompletedTask;
    }
}

public sealed class TimerTests
{
    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(silo => silo.Services.AddSingleton<Gates>());

    [Fact]
    public async Task A_tick_that_fails_does_not_end_the_timer()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ITimed>("one").TickThatFailsFirst();
        await host.Services.GetRequiredService<Gates>().Until("second tick");
    }

    [Fact]
    public async Task A_tick_waits_for_the_running_call()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var call = host.Grains.GetGrain<ITimed>("one").HoldWhileTicking(interleave: false);
        gates.Open("gate");
        await call;
        await gates.Until("tick");
        Assert.Equal(["call done", "tick"], gates.Log);
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait_for_the_running_call()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ITimed>("one").HoldWhileTicking(interleave: true);
        Assert.Equal(["tick", "call done"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task A_timer_changed_in_its_tick_ticks_as_changed()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ITimed>("one").TickOnceThenChange();
        await host.Services.GetRequiredService<Gates>().Until("tick 2");
    }

    [Fact]
    public async Task Changing_a_disposed_timer_does_nothing()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ITimed>("one").StartAndDispose();
    }
}
