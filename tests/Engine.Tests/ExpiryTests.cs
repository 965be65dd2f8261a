using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Twins.Engine.Tests;

public interface IWaiting : IGrainWithStringKey
{
    Task Wait();

    Task Note();
}

/// <summary>Whether a call has started, and when it may end.</summary>
public sealed class Hold
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

public sealed class WaitingGrain(Hold hold) : Grain, IWaiting
{
    public Task Wait()
    {
        hold.Started.SetResult();
        return hold.Released.Task;
    }

    public Task Note() => Task.CompletedTask;
}

public interface IGone : IGrainObserver
{
    Task Take(object argument, CancellationToken token);
}

public sealed class ExpiryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Hold _hold = new();

    [Fact]
    public async Task The_code_of_a_caller_does_not_run_on_the_clock_s_thread()
    {
        using var host = await StartAsync();
        var waiting = ThreadOf(host.Services.GetRequiredService<IGrainFactory>().GetGrain<IWaiting>("one").Wait());
        var (clock, expired) = await Task.Factory.StartNew(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(40));

                // Taken while this thread is still busy, so that the pool cannot have used it for the caller.
                return (Environment.CurrentManagedThreadId, waiting.GetAwaiter().GetResult());
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Assert.NotEqual(clock, expired);

        static async Task<int> ThreadOf(Task call)
        {
            try
            {
                await call.ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
            }

            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task A_request_that_its_grain_finds_expired_before_the_sweep_does_names_both_sides()
    {
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IWaiting>("one");
        var held = grain.Wait();
        await _hold.Started.Task;
        var late = grain.Note();

        // The sweep has forgotten both, as if it had not come to them yet.
        host.Services.GetRequiredService<Silo>().InFlight.Expire(long.MaxValue, _ => { });
        _time.Advance(TimeSpan.FromSeconds(40));
        _hold.Released.SetResult();
        await held;
        var error = await Assert.ThrowsAsync<TimeoutException>(() => late);
        Assert.Contains("[client]->[waiting/one]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_to_an_observer_that_is_gone_does_not_stay_tied_to_its_token()
    {
        using var host = await StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        using var source = new CancellationTokenSource();
        var (argument, call) = Call(grains, source.Token);
        _time.Advance(TimeSpan.FromSeconds(40));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(argument.TryGetTarget(out _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference<object> Argument, Task Call) Call(IGrainFactory grains, CancellationToken token)
    {
        var argument = new object();
        var reference = grains.CreateObjectReference<IGone>(new Gone());
        grains.DeleteObjectReference<IGone>(reference);
        return (new(argument), reference.Take(argument, token));
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_hold);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private sealed class Gone : IGone
    {
        public Task Take(object argument, CancellationToken token) => Task.CompletedTask;
    }
}
