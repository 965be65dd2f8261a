using System.Net;
using System.Net.Sockets;
using Orleans.Streams;
using Twins.Grains.Partitions;

namespace Twins.Silo.Engine;

/// <summary>Microsoft Orleans, one silo alone on its machine.</summary>
internal static class EngineHost
{
    public const string Name = "orleans";

    /// <summary>Of the Orleans packages.</summary>
    public static string? OrleansVersion => typeof(Grain).Assembly.GetName().Version?.ToString(3);

    /// <summary>Adds the silo. Before all services that call grains: it stops after them.</summary>
    public static void Add(WebApplicationBuilder builder, PartitionMap map) => builder.UseOrleans(silo => silo
        .UseLocalhostClustering(FreePort(), FreePort())
        .AddReminders()
        .AddMemoryStreams(PartitionAppender.StreamName, streams =>
        {
            streams.ConfigurePartitioning(map.Count);
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        }));

    /// <summary>Nobody but this process uses the silo's ports, so any will do.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
