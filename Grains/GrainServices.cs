using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Twins.Grains.Events;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Grains;

/// <summary>What the twins need of a host.</summary>
public static class GrainServices
{
    /// <summary>The name of the grain storage that holds pages and checkpoints.</summary>
    public const string PageStorage = "pages";

    /// <summary>
    /// Adds the services of partitions and twins. The host adds <see cref="IPartitionLog"/>, <see cref="IEventLog"/>, <see cref="ISiloStatus"/>, a keyed
    /// <see cref="IGrainStorage"/> named <see cref="PageStorage"/>, and the stream provider <see cref="PartitionAppender.StreamName"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="map">Who owns which twin.</param>
    /// <param name="layout">How partitions store their twins.</param>
    /// <param name="silence">What counts as silence.</param>
    /// <param name="flush">Makes the plan by which pages are written.</param>
    public static IServiceCollection AddTwinsGrains(
        this IServiceCollection services, PartitionMap map, PageLayout layout, SilenceLimits silence, Func<TimeProvider, FlushPlan> flush) => services
        .AddSingleton(map)
        .AddSingleton(layout)
        .AddSingleton(provider => flush(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<StreamClock>()
        .AddSingleton<LivingIntakes>()
        .AddSingleton<ReportCounters>()
        .AddSingleton<ITwinDirectory, GrainTwinDirectory>()
        .AddSingleton<IPartitionAppender, PartitionAppender>()
        .AddSingleton(provider => new PartitionPorts(
            provider.GetRequiredService<IPartitionLog>(),
            provider.GetRequiredService<IPartitionAppender>(),
            provider.GetRequiredService<IEventLog>(),
            provider.GetRequiredKeyedService<IGrainStorage>(PageStorage),
            provider.GetRequiredService<ITwinDirectory>(),
            map,
            layout,
            provider.GetRequiredService<FlushPlan>(),
            silence,
            provider.GetRequiredService<StreamClock>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<LivingIntakes>(),
            provider.GetRequiredService<ReportCounters>(),
            provider.GetRequiredService<ILoggerFactory>()));
}
