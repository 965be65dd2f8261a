using System.Text.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Storage;
using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>Registers the embedded storage.</summary>
internal static class StorageRegistration
{
    /// <summary>The grain storage of checkpoints and pages.</summary>
    public const string Pages = "pages";

    /// <summary>The name under which Orleans looks for the grain storage of states that name none.</summary>
    public const string Default = "Default";

    /// <summary>The tag of health checks that decide on readiness.</summary>
    public const string Ready = "ready";

    /// <summary>Registers the log, the event log, the grain storage and the reminders over a data directory, and a health check of each.</summary>
    /// <param name="services">The host's services; a <see cref="TimeProvider"/> in them is used.</param>
    /// <param name="directory">Opened by the caller, and disposed by it after the host.</param>
    /// <param name="options">How to write.</param>
    /// <param name="json">How states are written; null for System.Text.Json's own defaults. A source-generated resolver may be set here.</param>
    public static IServiceCollection AddEmbeddedStorage(
        this IServiceCollection services, DataDirectory directory, StorageOptions options, JsonSerializerOptions? json = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new DiskReserve(() => DiskRoom.Of(directory.FullPath), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteLog>(provider, directory, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteEventLog>(provider, directory, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteGrainStorage>(provider, directory, options, json ?? JsonSerializerOptions.Default));
        services.AddHostedService<LogHousekeeping>();
        services.AddSingleton<IPartitionLog>(provider => provider.GetRequiredService<SqliteLog>());
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<SqliteEventLog>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteReminderTable>(provider, directory, options));
        services.AddSingleton<IReminderTable>(provider => provider.GetRequiredService<SqliteReminderTable>());
        services.AddKeyedSingleton<IGrainStorage>(Pages, (provider, _) => provider.GetRequiredService<SqliteGrainStorage>());
        services.AddKeyedSingleton<IGrainStorage>(Default, (provider, _) => provider.GetRequiredService<SqliteGrainStorage>());
        services.AddHealthChecks()
            .Add(Check<DiskReserve>("disk"))
            .Add(Check<SqliteLog>("log"))
            .Add(Check<SqliteEventLog>("events"))
            .Add(Check<SqliteGrainStorage>("state"))
            .Add(Check<SqliteReminderTable>("reminders"));
        return services;
    }

    private static HealthCheckRegistration Check<TStore>(string name) where TStore : IStoreHealth =>
        new(name, provider => new StoreHealthCheck(provider.GetRequiredService<TStore>()), HealthStatus.Unhealthy, [Ready]);
}
