using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Twins.RoundTrip;

namespace Twins.Engine.Conformance;

/// <summary>A running silo of whichever engine the build has chosen. The only file of the suite that may know which.</summary>
public sealed class EngineHost : IAsyncDisposable
{
#if TWINS_ORLEANS
    /// <summary>The assemblies of the engine.</summary>
    public static readonly string[] Assemblies =
    [
        "Orleans.Core.Abstractions", "Orleans.Core", "Orleans.Runtime", "Orleans.Serialization", "Orleans.Serialization.Abstractions",
        "Orleans.Streaming", "Orleans.Reminders", "Orleans.Persistence.Memory",
    ];
#else
    /// <summary>The assemblies of the engine.</summary>
    public static readonly string[] Assemblies = ["Orleans.Embedded"];
#endif

    private readonly IHost _host;

    private EngineHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public static async Task<EngineHost> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
#if TWINS_ORLEANS
            silo.UseLocalhostClustering(siloPort: Ports.Next(), gatewayPort: Ports.Next());
            silo.AddMemoryGrainStorage("PubSubStore");
#else
            silo.UseLocalhostClustering();
#endif
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryStreams("memory", streams => streams.ConfigureStreamPubSub(Orleans.Streams.StreamPubSubType.ImplicitOnly));
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
            if (JsonCopy.Enabled)
                silo.AddIncomingGrainCallFilter<JsonRoundTrip>();
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

#if TWINS_ORLEANS
    private static class Ports
    {
        public static int Next()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
#endif
}
