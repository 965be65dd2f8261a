using Microsoft.Extensions.DependencyInjection;

namespace Twins.Engine.Conformance;

public sealed class HostingTests
{
    [Fact]
    public async Task The_active_stage_may_call_grains_and_stages_start_in_order_and_stop_in_reverse()
    {
        var log = new List<string>();
        await using (var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Participant(log));
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => new Calling(services, log));
        }))
        {
            log.Add("running");
        }

        Assert.Equal(["start 8000", "start 10000", "task 3", "running", "stop 10000", "stop 8000"], log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stage_that_fails_to_start_fails_the_start(bool atOnce)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => EngineHost.StartAsync(silo => silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Failing(atOnce, start: true))));
        Assert.Contains("not today", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stage_that_fails_to_stop_keeps_no_grain_from_its_end_and_does_not_fail_the_stop(bool atOnce)
    {
        var journal = new Journal();
        await using (var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton(journal);
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Failing(atOnce, start: false));
        }))
        {
            await host.Grains.GetGrain<ILife>("one").Activation();
        }

        Assert.Equal(["activated False", "deactivated ShuttingDown"], journal.Lines);
    }

    [Fact]
    public async Task Nobody_joins_a_lifecycle_that_has_started()
    {
        var participant = new Late();
        await using var host = await EngineHost.StartAsync(silo => silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(participant));
        Assert.Throws<InvalidOperationException>(() => participant.Lifecycle!.Subscribe("late", ServiceLifecycleStage.Active, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task References_to_the_same_grain_are_equal_and_know_its_identity()
    {
        await using var host = await EngineHost.StartAsync();
        var one = host.Grains.GetGrain<IMoreCalls>("one");
        Assert.Equal(one, host.Grains.GetGrain<IMoreCalls>("one"));
        Assert.NotEqual(one, host.Grains.GetGrain<IMoreCalls>("two"));
        Assert.Equal(GrainId.Create("calls", "one"), one.GetGrainId());
        Assert.Equal("one", one.GetPrimaryKeyString());
        Assert.Equal("one", await host.Grains.GetGrain<IMoreCalls>(GrainId.Parse("calls/one")).Key());
        Assert.Equal("one", await one.AsReference<ICalls>().AsReference<IMoreCalls>().Key());
        Assert.Equal(-7, host.Grains.GetGrain<IManagementGrain>(-7).GetPrimaryKeyLong());
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<INobody>("one"));
    }

    /// <summary>Fails in the stage that starts last and stops first.</summary>
    private sealed class Failing(bool atOnce, bool start) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
            => lifecycle.Subscribe("test", ServiceLifecycleStage.Active, _ => start ? Fail() : Task.CompletedTask, _ => start ? Task.CompletedTask : Fail());

        private Task Fail()
        {
            var error = new InvalidOperationException("not today");
            return atOnce ? throw error : Task.FromException(error);
        }
    }

    private sealed class Late : ILifecycleParticipant<ISiloLifecycle>
    {
        public ISiloLifecycle? Lifecycle { get; private set; }

        public void Participate(ISiloLifecycle lifecycle) => Lifecycle = lifecycle;
    }

    private sealed class Calling(IServiceProvider services, List<string> log) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            "test",
            ServiceLifecycleStage.Active,
            async _ => log.Add($"task {await services.GetRequiredService<IGrainFactory>().GetGrain<ICalls>("one", "Twins").Add(1, 2)}"));
    }

    private sealed class Participant(List<string> log) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            foreach (var stage in (int[])[ServiceLifecycleStage.ApplicationServices, ServiceLifecycleStage.RuntimeGrainServices])
                lifecycle.Subscribe("test", stage, _ => Log($"start {stage}"), _ => Log($"stop {stage}"));
        }

        private Task Log(string line)
        {
            log.Add(line);
            return Task.CompletedTask;
        }
    }
}

[Alias("Conformance.INobody")]
public interface INobody : IGrainWithStringKey;
