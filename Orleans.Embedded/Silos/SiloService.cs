using Microsoft.Extensions.Hosting;

namespace Orleans.Runtime;

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloService(Silo silo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);
}
