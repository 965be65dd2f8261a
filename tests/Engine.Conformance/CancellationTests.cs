using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

[Alias("Conformance.ICancellable")]
public interface ICancellable : IGrainWithStringKey
{
    [Alias("Wait")]
    Task Wait(string name, CancellationToken cancellationToken);
}

public sealed class CancellableGrain(Gates gates) : Grain, ICancellable
{
    public async Task Wait(string name, CancellationToken cancellationToken)
    {
        gates.Log.Enqueue($"{name} started");
        gates.Open($"{name} started");
        try
        {
            await gates.Passage(name).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            gates.Open($"{name} cancelled");
            throw;
        }
    }
}

public sealed class CancellationTests
{
    private static Task<EngineHost> StartAsync(Action<SiloMessagingOptions>? configure = null) => EngineHost.StartAsync(silo =>
    {
        silo.Services.AddSingleton<Gates>();
        silo.Configure<SiloMessagingOptions>(options => configure?.Invoke(options));
    });

    [Fact]
    public async Task Cancelling_releases_the_caller_and_reaches_the_callee()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        using var source = new CancellationTokenSource();
        var call = host.Grains.GetGrain<ICancellable>("one").Wait("a", source.Token);
        await gates.Until("a started");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gates.Until("a cancelled");
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_not_made()
    {
        await using var host = await StartAsync();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await host.Grains.GetGrain<ICancellable>("one").Wait("a", source.Token));
        Assert.Empty(host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_is_never_started()
    {
        await using var host = await StartAsync();
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ICancellable>("one");
        using var source = new CancellationTokenSource();
        var first = grain.Wait("a", TestContext.Current.CancellationToken);
        await gates.Until("a started");
        var second = grain.Wait("b", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gates.Open("a");
        await first;
        gates.Open("c");
        await grain.Wait("c", TestContext.Current.CancellationToken);
        Assert.Equal(["a started", "c started"], gates.Log);
    }

    [Fact]
    public async Task A_timeout_reaches_the_callee_where_the_options_say_so()
    {
        await using var host = await StartAsync(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(1);
            options.CancelRequestOnTimeout = true;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<ICancellable>("one").Wait("a", CancellationToken.None));
        await host.Services.GetRequiredService<Gates>().Until("a cancelled");
    }
}
