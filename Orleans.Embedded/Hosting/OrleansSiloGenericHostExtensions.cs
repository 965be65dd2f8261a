using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a silo to a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Adds a silo and configures it.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        var services = hostAppBuilder.Services;
        if (services.All(descriptor => descriptor.ServiceType != typeof(Silo)))
        {
            services.AddLogging();
            services.AddOptions();
            services.AddMetrics();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(_ => ManifestLoader.Load());
            services.AddSingleton(new ServiceLifetimes(services));
            services.AddSingleton<Silo>();
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddHostedService<SiloService>();
        }

        configureDelegate(new SiloBuilder(services));
        return hostAppBuilder;
    }
}
