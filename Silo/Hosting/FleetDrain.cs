using Twins.Grains.Partitions;

namespace Twins.Silo.Hosting;

/// <summary>
/// The last thing before the engine stops: the intake is closed and its frames are durable, so every partition applies what is left and writes its pages and
/// checkpoint. Vehicles first, whose consequences the packs then apply. What does not finish in time is done at the next start.
/// </summary>
internal sealed partial class FleetDrain(PartitionMap map, IGrainFactory grains, ILogger<FleetDrain> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var drained = true;
        foreach (var kind in PartitionMap.Kinds) drained &= await DrainAsync(kind, cancellationToken);
        if (drained) LogDrained();
    }

    private async Task<bool> DrainAsync(TwinKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var partitions = map.All().Where(id => id.Kind == kind).Select(id => grains.GetGrain<IPartitionGrain>(id.ToString()));
            await Task.WhenAll(partitions.Select(partition => DrainAsync(partition, cancellationToken))).WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception e)
        {
            // Everything accepted is in the log. A partition of this kind that is stopped holds none of the next up.
            LogNotDrained(e);
            return false;
        }
    }

    private static async Task DrainAsync(IPartitionGrain partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await partition.DrainAsync();
                return;
            }
            catch (TimeoutException) when (!cancellationToken.IsCancellationRequested)
            {
                // A call takes no longer than the engine lets it; the drain goes on behind it, and is asked for again.
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "All that was accepted is applied, and pages and checkpoints are written.")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Warning, "Not all partitions could write their pages and checkpoints before the end; the next start does it from the log.")]
    private partial void LogNotDrained(Exception exception);
}
