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

    [Alias("Delay")]
    Task Delay(TimeSpan delay);
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
        _fragility.Enter(this.GetPrimaryKeyString());
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
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

    public Task Delay(TimeSpan delay)
    {
        DelayDeactivation(delay);
        return Task.CompletedTask;
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
        silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 1000);
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
        Assert.Equal(place, error.Message);
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
    public async Task Idle_collection_spares_what_is_always_active_or_asked_for_a_delay()
    {
        await using var host = await StartAsync();
        var (idle, delayed, durable) = (Fragile(host, "idle"), Fragile(host, "delayed"), host.Grains.GetGrain<IDurable>("durable"));
        var before = (await idle.Call(), await delayed.Call(), await durable.Call());
        await delayed.Delay(TimeSpan.FromHours(1));
        var fragility = host.Services.GetRequiredService<Fragility>();
        Func<TimeSpan, Task> collect = host.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection;
        await collect(TimeSpan.Zero);
        Assert.NotEqual(before.Item1, await idle.Call());
        Assert.Equal(before.Item2, await delayed.Call());
        Assert.Equal(before.Item3, await durable.Call());
        Assert.Contains("ActivationIdle", fragility.Log);
    }
}
