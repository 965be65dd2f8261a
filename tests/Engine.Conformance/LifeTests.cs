using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace Twins.Engine.Conformance;

[GenerateSerializer, Immutable, Alias("Conformance.Note")]
public sealed record Note([property: Id(0)] string Text, [property: Id(1)] int Number);

[Alias("Conformance.ILife")]
public interface ILife : IGrainWithStringKey
{
    [Alias("Activation")]
    Task<Guid> Activation();

    [Alias("Deactivate")]
    Task Deactivate();

    [Alias("Write")]
    Task Write(Note note);

    [Alias("Read")]
    Task<Note?> Read();

    [Alias("StartTimer")]
    Task StartTimer(TimeSpan due, TimeSpan period);

    [Alias("Scheduler"), AlwaysInterleave]
    Task<bool> StaysOnItsScheduler();
}

public sealed class Journal
{
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The activations that ticked.</summary>
    public Channel<Guid> Ticks { get; } = Channel.CreateUnbounded<Guid>();
}

[GenerateSerializer, Alias("Conformance.LifeState")]
public sealed class LifeState
{
    [Id(0)]
    public Note? Note { get; set; }
}

public sealed class LifeGrain(Journal journal, [PersistentState("life")] IPersistentState<LifeState> state) : Grain, ILife
{
    private readonly Guid _activation = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Lines.Enqueue($"activated {state.RecordExists}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Lines.Enqueue($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Write(Note note)
    {
        state.State.Note = note;
        await state.WriteStateAsync();
    }

    public Task<Note?> Read() => Task.FromResult(state.State.Note);

    public Task StartTimer(TimeSpan due, TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                journal.Ticks.Writer.TryWrite(_activation);
                return Task.CompletedTask;
            },
            due,
            period);
        return Task.CompletedTask;
    }

    public async Task<bool> StaysOnItsScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var same = before == TaskScheduler.Current && before != TaskScheduler.Default;
        await Task.Run(() => Task.CompletedTask);
        same &= before == TaskScheduler.Current;
        return same && await Task.Factory.StartNew(() => TaskScheduler.Current == before, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
    }
}

public sealed class LifeTests
{
    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(silo => silo.Services.AddSingleton<Journal>());

    [Fact]
    public async Task State_is_read_before_activation_and_survives_it()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<ILife>("one");
        var first = await grain.Activation();
        Assert.Equal(first, await grain.Activation());
        Assert.Null(await grain.Read());
        await grain.Write(new("kept", 7));
        await grain.Deactivate();
        Assert.NotEqual(first, await grain.Activation());
        Assert.Equal(new("kept", 7), await grain.Read());
        Assert.Equal(["activated False", "deactivated ApplicationRequested", "activated True"], host.Services.GetRequiredService<Journal>().Lines);
    }

    [Fact]
    public async Task A_timer_ticks_until_its_activation_ends()
    {
        await using var host = await StartAsync();
        var journal = host.Services.GetRequiredService<Journal>();
        var grain = host.Grains.GetGrain<ILife>("one");
        await grain.StartTimer(TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        var first = await grain.Activation();
        Assert.Equal(Enumerable.Repeat(first, 20), await TakeAsync());
        await grain.Deactivate();
        var second = await grain.Activation();
        while (journal.Ticks.Reader.TryRead(out _))
        {
        }

        await grain.StartTimer(TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.Equal(Enumerable.Repeat(second, 20), await TakeAsync());

        Task<List<Guid>> TakeAsync() => journal.Ticks.Reader.ReadAllAsync(TestContext.Current.CancellationToken).Take(20).ToListAsync(TestContext.Current.CancellationToken).AsTask();
    }

    [Fact]
    public async Task Continuations_and_tasks_of_a_grain_stay_on_its_scheduler()
    {
        await using var host = await StartAsync();
        Assert.True(await host.Grains.GetGrain<ILife>("one").StaysOnItsScheduler());
    }

    [Fact]
    public async Task Stopping_the_host_deactivates_its_grains()
    {
        Journal journal;
        await using (var host = await StartAsync())
        {
            journal = host.Services.GetRequiredService<Journal>();
            await host.Grains.GetGrain<ILife>("one").Activation();
        }

        Assert.Equal(["activated False", "deactivated ShuttingDown"], journal.Lines);
    }

    [Fact]
    public async Task Activations_are_counted_by_class()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<ILife>("one").Activation();
        await host.Grains.GetGrain<ILife>("two").Activation();
        Func<Task<SimpleGrainStatistic[]>> count = host.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics;
        var statistics = await count();
        Assert.Equal(2, Assert.Single(statistics, statistic => statistic.GrainType.Contains(nameof(LifeGrain), StringComparison.Ordinal)).ActivationCount);
    }
}
