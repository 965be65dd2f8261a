using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>When reminders are loaded and how often they may tick.</summary>
public sealed class ReminderOptions
{
    /// <summary>The shortest period; one minute by default.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the table is read; 5 minutes by default.</summary>
    public TimeSpan RefreshReminderListPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far ahead reminders are held in memory; 10 minutes by default, longer than the refresh period.</summary>
    public TimeSpan ReminderLoadingWindow { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Adds reminders to a silo.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds reminders; the host registers the <see cref="IReminderTable"/>.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(LocalReminders)))
            return builder;
        services.AddSingleton<LocalReminders>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<LocalReminders>());
        services.AddSingleton<IReminderRegistry, ReminderRegistry>();
        return builder;
    }
}
