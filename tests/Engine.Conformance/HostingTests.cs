using Microsoft.Extensions.DependencyInjection;

namespace Twins.Engine.Conformance;

public sealed class HostingTests
{
    [Fact]
    public async Task Startup_tasks_may_call_grains_and_stages_start_in_order_and_stop_in_reverse()
    {
        var log = new List<string>();
        await using (var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Participant(log));
            silo.AddStartupTask(async (services, _) => log.Add($"task {await services.GetRequiredService<IGrainFactory>().GetGrain<ICalls>("one", "Twins").Add(1, 2)}"));
        }))
        {
            log.Add("running");
        }

        Assert.Equal(["start 8000", "start 10000", "task 3", "running", "stop 10000", "stop 8000"], log);
    }

    [Fact]
    public async Task A_startup_task_that_fails_fails_the_start()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => EngineHost.StartAsync(silo => silo.AddStartupTask((_, _) => Task.FromException(new InvalidOperationException("not today")))));
        Assert.Contains("not today", error.ToString(), StringComparison.Ordinal);
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
