using Orleans.Streams;
using Twins.Grains.Partitions;

namespace Twins.Silo.Engine;

/// <summary>The embedded engine: one process, nothing to configure.</summary>
internal static class EngineHost
{
    public const string Name = "embedded";

    /// <summary>Of the Orleans packages; there are none.</summary>
    public static string? OrleansVersion => null;

    /// <summary>Adds the silo. Before all services that call grains: it stops after them.</summary>
    public static void Add(WebApplicationBuilder builder, PartitionMap map) => builder.UseOrleans(silo => silo
        .UseLocalhostClustering()
        .AddReminders()
        .AddMemoryStreams(PartitionAppender.StreamName, streams =>
        {
            streams.ConfigurePartitioning(map.Count);
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        }));
}
