using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Twins.Client.Api;
using Twins.Grains;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Silo.Engine;
using Twins.Silo.Intake;
using Twins.Silo.Storage;

namespace Twins.Silo.Hosting;

/// <summary>The whole silo as one web application: storage, twins, intake, API.</summary>
internal static class SiloHost
{
    /// <summary>Of the time for a stop; the rest is for the stores, which close when nobody writes to them any more.</summary>
    private const double DrainShare = 0.8;

    /// <summary>Of the time for a stop, what connections get of it; the partitions need the rest.</summary>
    private const double ConnectionShare = 0.2;

    /// <param name="builder">With the configuration.</param>
    /// <param name="options">Read from it.</param>
    /// <param name="directory">Open.</param>
    /// <param name="startedAt">When the process started, as <see cref="TimeProvider.System"/>'s timestamp; null for now.</param>
    public static WebApplication Build(WebApplicationBuilder builder, TwinsOptions options, DataDirectory directory, long? startedAt = null)
    {
        var map = new PartitionMap(directory.Manifest.Partitions);
        var silence = new SilenceLimits(TimeSpan.FromSeconds(options.Fleet.SilentSeconds), TimeSpan.FromMinutes(options.Fleet.OfflineMinutes));
        var storage = StorageOf(options);
        EngineHost.Add(builder, map);
        RestrictHosts(builder, options);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(options)
            .AddSingleton(directory)
            .AddEmbeddedStorage(directory, storage)
            .AddTwinsGrains(map, new PageLayout(directory.Manifest.Pages), silence, FlushPlanOf(options, startedAt ?? TimeProvider.System.GetTimestamp()))
            .AddSingleton<ISiloStatus, SiloStatus>()
            .AddSingleton<FleetWatch>()
            .AddSingleton<ReceivedRate>()
            .AddSingleton<LogFloors>()
            .AddHostedService<LogFloorsAtStart>()
            .AddHostedService(provider => provider.GetRequiredService<FleetWatch>())
            .AddHostedService(provider => provider.GetRequiredService<ReceivedRate>())
            .AddHostedService<FleetDrain>()
            .AddSingleton(provider => new LateConnections(
                provider.GetRequiredService<IHostApplicationLifetime>(), TimeSpan.FromSeconds(options.Fleet.StopSeconds) * ConnectionShare, TimeProvider.System))
            .AddIntake(options.Intake)
            .AddTwinsApi();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Fleet.StopSeconds) * DrainShare);
        builder.Services.AddHealthChecks()
            .AddCheck<FleetWatch>("partitions", tags: [StorageRegistration.Ready])
            .AddCheck<Admission>("intake", tags: [StorageRegistration.Ready]);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        var app = builder.Build();
        // No tick may call silent who could not be heard (R9): frames are not accepted from here on, although connections are still open.
        var intakes = app.Services.GetRequiredService<LivingIntakes>();
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            storage.Stop.Begin(TimeProvider.System);
            intakes.End();
        });
        // Opens the stores: what is wrong with them is said before anything listens, and the start is now, not at the first request.
        app.Services.GetRequiredService<ISiloStatus>();
        FailPoint.Pass(FailPoint.StoresReady);
        app.MapTwinsApi();
        return app;
    }

    private static StorageOptions StorageOf(TwinsOptions options)
    {
        var data = options.Data;
        var storage = new StorageOptions
        {
            Durability = data.Durability == "none" ? Durability.None : Durability.Fdatasync,
            Retention = new LogRetention(TimeSpan.FromHours(data.RetentionHours), data.MaxBytes),
            Stop = new StopLimit(TimeSpan.FromSeconds(options.Fleet.StopSeconds)),
        };
        return data.SegmentBytes is { } bytes ? storage with { SegmentBytes = bytes } : storage;
    }

    private static Func<TimeProvider, FlushPlan> FlushPlanOf(TwinsOptions options, long startedAt) => time => new FlushPlan(
        TimeSpan.FromSeconds(options.Fleet.RestartSeconds), time, options.Data.FlushSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, startedAt);

    private static IServiceCollection AddIntake(this IServiceCollection services, IntakeOptions options) => services
        .AddSingleton(options)
        .AddSingleton<Admission>()
        .AddSingleton(options.Gbt32960)
        .AddSingleton(new Accounts(options.Accounts))
        .AddSingleton(new FrameExaminer(options))
        .AddSingleton<IntakeConnections>()
        .AddSingleton<IntakeWriter>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<IntakeServices>(provider, provider.GetRequiredService<LateConnections>().Token))
        .AddHostedService(provider => provider.GetRequiredService<IntakeWriter>())
        .AddHostedService(provider => ActivatorUtilities.CreateInstance<AcceptanceWatch>(provider, provider.GetRequiredService<SqliteLog>()));

    /// <summary>An API on loopback answers to loopback's names only, so that no web page reaches it by a name of its own (DNS rebinding).</summary>
    private static void RestrictHosts(WebApplicationBuilder builder, TwinsOptions options)
    {
        if (builder.Configuration["AllowedHosts"] is null && IPAddress.IsLoopback(Endpoint("Twins:Api:Url", options.Api.Url, "http").Address))
            builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
    }

    private static void Listen(KestrelServerOptions kestrel, TwinsOptions options)
    {
        kestrel.AddServerHeader = false;
        var late = kestrel.ApplicationServices.GetRequiredService<LateConnections>();
        var api = Endpoint("Twins:Api:Url", options.Api.Url, "http");
        kestrel.Listen(api, late.CutAt);
        kestrel.Listen(Endpoint("Twins:Intake:Gbt32960:Url", options.Intake.Gbt32960.Url, "tcp"), listen =>
        {
            late.CutAt(listen);
            listen.UseConnectionHandler<Gbt32960Handler>();
        });
    }

    /// <summary>host:port or scheme://host:port; the host is an address, or localhost.</summary>
    public static IPEndPoint Endpoint(string key, string url, string scheme)
    {
        var text = url.Contains("://", StringComparison.Ordinal) ? url : $"{scheme}://{url}";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == scheme && uri.Port is >= 0 and <= 65535
            && uri.PathAndQuery is "/" or "" && AddressOf(uri.DnsSafeHost) is { } address)
        {
            return new IPEndPoint(address, uri.Port);
        }

        throw new ConfigurationException($"{key} is '{url}'; it can be {scheme}://ADDRESS:PORT.");
    }

    private static IPAddress? AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null;
}
