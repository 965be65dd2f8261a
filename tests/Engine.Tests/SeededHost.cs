using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;

namespace Twins.Engine.Tests;

/// <summary>A silo whose turns, clients and clock a seed decides.</summary>
internal sealed class SeededHost : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly IHost _host;

    private SeededHost(int seed, bool fragile)
    {
        Turns = new(seed, () => _time.Advance(TimeSpan.FromMilliseconds(1)));
        Ledger = new() { Draw = Turns.Draw, Fragile = fragile };
        Clients = new(Turns);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.AddMemoryStreams("memory");
            silo.Services.AddSingleton<TurnPool>(Turns);
            silo.Services.AddSingleton<TimeProvider>(_time);
            silo.Services.AddSingleton(Ledger);
            silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 255);
        });
        _host = builder.Build();
    }

    public SeededTurns Turns { get; }

    public Ledger Ledger { get; }

    public ClientTasks Clients { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>The activations of stressed grains.</summary>
    public int Live => _host.Services.GetRequiredService<Silo>().Classes.All.First(grainClass => grainClass.Type == typeof(StressGrain)).Count;

    public IStressGrain[] Stressed(int count) => [.. Enumerable.Range(0, count).Select(number => Grains.GetGrain<IStressGrain>($"{number}"))];

    /// <summary>Runs clients to their end, then stops the silo. A failure names the seed.</summary>
    public static SeededHost Run(int seed, bool fragile, Func<SeededHost, IEnumerable<Func<Task>>> clients)
    {
        var host = new SeededHost(seed, fragile);
        try
        {
            host._host.Start();
            host.Turns.RunUntil(Task.WhenAll(clients(host).Select(host.Clients.Run)));
            return host;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public void Dispose()
    {
        Turns.RunUntil(_host.StopAsync());
        _host.Dispose();
    }
}
