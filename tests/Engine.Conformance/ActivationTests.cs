using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

/// <summary>What a fragile grain is to fail at, and how many activations of each key live.</summary>
public sealed class Fragility
{
    private readonly ConcurrentDictionary<string, int> _live = new();

    public string? FailAt { get; set; }

    public int MostLive { get; private set; }

    public int Activated { get; private set; }

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Complete when a grain holds.</summary>
    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed to let it go on.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Check(string place)
    {
        if (FailAt == place)
            throw new InvalidOperationException(place);
    }

    public void Enter(string key)
    {
        lock (_live)
        {
            Activated++;
            MostLive = Math.Max(MostLive, _live.AddOrUpdate(key, 1, (_, count) => count + 1));
        }
    }

    public void Leave(string key)
    {
        lock (_live)
            _live.AddOrUpdate(key, 0, (_, count) => count - 1);
    }
}

[Alias("Conformance.IFragile")]
public interface IFragile : IGrainWithStringKey
{
    [Alias("Call")]
    Task<Guid> Call();

    [Alias("End")]
    Task End();

    [Alias("Hold")]
    Task Hold();
}

public class FragileGrain : Grain, IFragile
{
    private readonly Fragility _fragility;
    private readonly Guid _id = Guid.NewGuid();

    public FragileGrain(Fragility fragility)
    {
        _fragility = fragility;
        fragility.Check("constructor");
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _fragility.Check("activate");
        if (_fragility.FailAt is "activation for ever" or "cancellation")
        {
            cancellationToken.Register(() => _fragility.Check("cancellation"));
            _fragility.Held.TrySetResult();
            await _fragility.LetGo.Task;
        }

        _fragility.Enter(this.GetPrimaryKeyString());
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (_fragility.FailAt == "deactivation for ever")
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        if (_fragility.FailAt == "held deactivation")
            await Hold();
        _fragility.Log.Enqueue($"{reason.ReasonCode}");
        _fragility.Leave(this.GetPrimaryKeyString());
        _fragility.Check("deactivate");
    }

    public async Task<Guid> Call()
    {
        await Task.Yield();
        return _id;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Hold()
    {
        _fragility.Held.TrySetResult();
        await _fragility.LetGo.Task;
    }
}

[Alias("Conformance.IDurable")]
public interface IDurable : IFragile;

[CollectionAgeLimit(AlwaysActive = true)]
public sealed class DurableGrain(Fragility fragility) : FragileGrain(fragility), IDurable;

public sealed class ActivationTests
{
    private const string Prefix = "Twins.Engine.Conformance.FragileGrain";

    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(silo =>
    {
        silo.Services.AddSingleton<Fragility>();

        // A call that finds one ending activation after the other is sent on as often as it takes.
        silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 255);
    });

    private static IFragile Fragile(EngineHost host, string key) => host.Grains.GetGrain<IFragile>(key, Prefix);

    [Theory]
    [InlineData("constructor")]
    [InlineData("activate")]
    public async Task A_grain_that_fails_to_activate_fails_its_callers_and_may_try_again(string place)
    {
        await using var host = await StartAsync();
        var fragility = host.Services.GetRequiredService<Fragility>();
        fragility.FailAt = place;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Fragile(host, "one").Call());
        Assert.Equal(place, (error.InnerException ?? error).Message);
        fragility.FailAt = null;
        await Fragile(host, "one").Call();
        Assert.DoesNotContain("ActivationFailed", fragility.Log);
    }

    [Fact]
    public async Task A_failing_deactivation_goes_on_and_the_next_call_gets_a_new_activation()
    {
        await using var host = await StartAsync();
        host.Services.GetRequiredService<Fragility>().FailAt = "deactivate";
        var grain = Fragile(host, "one");
        var first = await grain.Call();
        await grain.End();
        Assert.NotEqual(first, await grain.Call());
    }

    [Fact]
    public async Task Concurrent_first_calls_find_one_activation()
    {
        await using var host = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Fragile(host, "one").Call())));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, host.Services.GetRequiredService<Fragility>().Activated);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_calls_and_deactivations_race_an_identity_has_one_activation_at_a_time(int seed)
    {
        await using var host = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random((seed * 1000) + caller);
            for (var step = 0; step < 300; step++)
            {
                var grain = Fragile(host, $"{random.Next(5)}");
                if (random.Next(4) == 0)
                    await grain.End();
                else
                    await grain.Call();
                if (random.Next(3) == 0)
                    await Task.Yield();
            }
        })));
        var fragility = host.Services.GetRequiredService<Fragility>();
        Assert.Equal(1, fragility.MostLive);
        Assert.True(fragility.Activated > 5);
    }

    [Fact]
    public async Task Idle_collection_spares_what_is_always_active()
    {
        await using var host = await StartAsync();
        var (idle, durable) = (Fragile(host, "idle"), host.Grains.GetGrain<IDurable>("durable"));
        var before = (await idle.Call(), await durable.Call());
        Func<TimeSpan, Task> collect = host.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection;
        await collect(TimeSpan.Zero);
        Assert.NotEqual(before.Item1, await idle.Call());
        Assert.Equal(before.Item2, await durable.Call());
        Assert.Contains("ActivationIdle", host.Services.GetRequiredService<Fragility>().Log);
    }

    [Fact]
    public async Task A_stop_ends_all_grains_also_when_one_is_activating_and_its_code_fails_on_the_cancellation()
    {
        var fragility = new Fragility();
        Task call;
        await using (var host = await EngineHost.StartAsync(silo => silo.Services.AddSingleton(fragility)))
        {
            for (var number = 0; number < 10; number++)
                await Fragile(host, $"{number}").Call();
            fragility.FailAt = "cancellation";
            call = Fragile(host, "stuck").Call();
            await fragility.Held.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.Equal(Enumerable.Repeat("ShuttingDown", 10), fragility.Log);
    }

    [Fact]
    public async Task A_call_to_a_grain_that_is_not_active_fails_while_the_host_stops()
    {
        await using var host = await StartAsync();
        var fragility = host.Services.GetRequiredService<Fragility>();
        var held = Fragile(host, "held").Hold();
        await fragility.Held.Task.WaitAsync(TestContext.Current.CancellationToken);
        var (grains, stopped) = (host.Grains, host.DisposeAsync().AsTask());
        await Assert.ThrowsAnyAsync<OrleansException>(async () =>
        {
            // Until the stop has reached the grains.
            for (var number = 0; ; number++)
                await grains.GetGrain<IFragile>($"{number}", Prefix).Call();
        });
        fragility.LetGo.SetResult();
        await held;
        await stopped;
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails_its_callers()
    {
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Fragility>();
            silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromMilliseconds(100));
        });
        var fragility = host.Services.GetRequiredService<Fragility>();
        fragility.FailAt = "activation for ever";
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Fragile(host, "one").Call());
        Assert.IsNotType<TimeoutException>(error);
        fragility.FailAt = null;
        await Fragile(host, "one").Call();
    }

    [Fact]
    public async Task A_call_that_may_not_be_sent_on_fails_when_the_activation_it_found_has_ended()
    {
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Fragility>();
            silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 0);
        });
        var fragility = host.Services.GetRequiredService<Fragility>();
        fragility.FailAt = "held deactivation";
        var grain = Fragile(host, "one");
        await grain.End();
        await fragility.Held.Task.WaitAsync(TestContext.Current.CancellationToken);
        var late = grain.Call();
        fragility.LetGo.SetResult();
        await Assert.ThrowsAnyAsync<OrleansMessageRejectionException>(() => late);
    }

    [Fact]
    public async Task A_deactivation_that_takes_too_long_gives_way_to_the_next_activation()
    {
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Fragility>();
            silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromMilliseconds(100));
        });
        var first = await Fragile(host, "one").Call();
        host.Services.GetRequiredService<Fragility>().FailAt = "deactivation for ever";
        await Fragile(host, "one").End();
        Assert.NotEqual(first, await Fragile(host, "one").Call());
    }
}
