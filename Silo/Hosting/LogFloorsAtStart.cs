using Twins.Grains.Partitions;

namespace Twins.Silo.Hosting;

/// <summary>Raises the logs' floors while the host starts: the servers listen behind it, so nothing is accepted before.</summary>
internal sealed class LogFloorsAtStart(LogFloors floors) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => floors.RaiseAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
