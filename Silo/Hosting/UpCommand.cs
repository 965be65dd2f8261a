using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Twins.Silo.Engine;
using Twins.Silo.Storage;

namespace Twins.Silo.Hosting;

/// <summary><c>up</c>: runs the silo until it is stopped.</summary>
internal static class UpCommand
{
    private static readonly Option<bool> s_demo = new("--demo")
    {
        Description = "Run with a fleet of 200 simulated vehicles, on a data directory of its own.",
    };

    private static readonly Option<string?> s_data = new("--data") { Description = "The data directory.", HelpName = "DIR" };

    private static readonly Option<int?> s_portApi = new("--port-api") { Description = "Port of the API on 127.0.0.1; 0 takes a free one.", HelpName = "N" };

    private static readonly Option<int?> s_portGbt32960 = new("--port-gbt32960")
    {
        Description = "Port of the GB/T 32960 intake on 127.0.0.1; 0 takes a free one.",
        HelpName = "N",
    };

    public static Command Create()
    {
        var command = new Command("up", "Runs the silo until it is stopped.") { s_demo, s_data, s_portApi, s_portGbt32960 };
        command.SetAction((parsed, stop) => RunAsync(parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var demo = parsed.GetValue(s_demo) ? new Demo() : null;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(Overrides(parsed, demo));
        var options = TwinsOptions.Read(builder.Configuration);
        using var directory = DataDirectory.Open(
            options.Data.Directory, options.Fleet.Partitions ?? DataManifest.PartitionsOf(options.Data.Directory) ?? Grains.Partitions.PartitionMap.DefaultCount);
        await using var app = SiloHost.Build(builder, options, directory, ProcessStart());
        await StartAsync(app, options, stop);
        var stopped = app.WaitForShutdownAsync(stop);
        var ready = app.Services.GetRequiredService<FleetWatch>().WhenReady;
        if (await Task.WhenAny(ready, stopped) == ready)
        {
            var (api, gbt32960) = AddressesOf(app);
            if (demo is not null) await demo.StartAsync(app, api, gbt32960);
            Console.Out.WriteLine($"ready api={api} gbt32960={gbt32960} data={directory.FullPath} engine={EngineHost.Name}");
        }

        await stopped;
        return 0;
    }

    /// <summary>When the process started, as <see cref="TimeProvider.System"/>'s timestamp.</summary>
    private static long ProcessStart()
    {
        using var process = Process.GetCurrentProcess();
        var age = TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
        return TimeProvider.System.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * TimeProvider.System.TimestampFrequency);
    }

    private static Dictionary<string, string?> Overrides(ParseResult parsed, Demo? demo)
    {
        var overrides = demo?.Configuration() ?? [];
        if (parsed.GetValue(s_data) is { } data) overrides["Twins:Data:Directory"] = data;
        if (parsed.GetValue(s_portApi) is { } api) overrides["Twins:Api:Url"] = $"http://127.0.0.1:{api}";
        if (parsed.GetValue(s_portGbt32960) is { } gbt32960) overrides["Twins:Intake:Gbt32960:Url"] = $"127.0.0.1:{gbt32960}";
        return overrides;
    }

    private static async Task StartAsync(WebApplication app, TwinsOptions options, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (SocketErrorOf(e) is { } error)
        {
            var what = error == SocketError.AddressAlreadyInUse ? "is in use by another process" : $"cannot be listened on ({error})";
            throw new ConfigurationException(
                $"A port {what}: the API listens on {options.Api.Url} and GB/T 32960 on {options.Intake.Gbt32960.Url}; choose others with --port-api and --port-gbt32960.", e);
        }
    }

    private static SocketError? SocketErrorOf(Exception? e) => e switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        Microsoft.AspNetCore.Connections.AddressInUseException => SocketError.AddressAlreadyInUse,
        _ => SocketErrorOf(e.InnerException),
    };

    /// <summary>Where it really listens, in the order of configuration: the API first.</summary>
    private static (string Api, string Gbt32960) AddressesOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
        return (addresses[0], IPEndPoint.Parse(new Uri(addresses[1]).Authority).ToString());
    }
}
