using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

[Alias("Conformance.ITimed")]
public interface ITimed : IGrainWithStringKey
{
    [Alias("FailFirst")]
    Task TickThatFailsFirst();

    [Alias("HoldWhileTicking")]
    Task HoldWhileTicking(bool interleave);

    [Alias("Start")]
    Task StartTicking(string name, bool keepAlive);

    [Alias("Stop")]
    Task StopTicking();
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
        gates.Open("holding");
        await gates.Passage(interleave ? "tick" : "gate");
        gates.Log.Enqueue("call done");
    }

    public Task StartTicking(string name, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                gates.Log.Enqueue(name);
                if (++_ticks == 20)
                    gates.Open(name);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StopTicking()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        gates.Open($"{this.GetPrimaryKeyString()} {reason.ReasonCode}");
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

        // Another grain's tick, of a timer that was started later, says that this one's is due.
        await gates.Until("holding");
        await host.Grains.GetGrain<ITimed>("two").StartTicking("other", false);
        await gates.Until("other");
        await host.Grains.GetGrain<ITimed>("two").StopTicking();
        Assert.DoesNotContain("tick", gates.Log);
        gates.Open("gate");
        await call;
        await gates.Until("tick");
        Assert.Equal(["call done", "tick"], gates.Log.Where(line => line != "other"));
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait_for_the_running_call()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ITimed>("one").HoldWhileTicking(interleave: true);
        Assert.Equal(["tick", "call done"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITimed>("one");
        await grain.StartTicking("first", false);
        await gates.Until("first");
        await grain.StopTicking();
        var ticks = gates.Log.Count;
        await host.Grains.GetGrain<ITimed>("two").StartTicking("second", false);
        await gates.Until("second");
        Assert.DoesNotContain("first", gates.Log.Skip(ticks));
    }

    [Fact]
    public async Task Only_a_timer_that_is_to_keeps_its_activation_from_idle_collection()
    {
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Gates>();
            silo.Configure<GrainCollectionOptions>(options => (options.CollectionAge, options.CollectionQuantum) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        });
        var gates = host.Services.GetRequiredService<Gates>();
        await host.Grains.GetGrain<ITimed>("kept").StartTicking("kept", true);
        await host.Grains.GetGrain<ITimed>("idle").StartTicking("idle", false);
        await gates.Until("idle ActivationIdle");
        await host.Grains.GetGrain<ITimed>("later").StartTicking("later", false);
        await gates.Until("later ActivationIdle");
        Assert.False(gates.Passage("kept ActivationIdle").IsCompleted);
    }
}
