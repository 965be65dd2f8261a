using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Runtime;

/// <summary>Starts and stops the silo with its host. A start that fails stops what had started.</summary>
internal sealed class SiloService(Silo silo) : IHostedService
{
    private readonly SiloLifecycle _lifecycle = new(silo);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _lifecycle.Subscribe("Grains", ServiceLifecycleStage.GrainDeactivation, _ => Task.CompletedTask, silo.StopAsync);
        foreach (var participant in silo.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
            participant.Participate(_lifecycle);
        try
        {
            await _lifecycle.OnStart(cancellationToken);
        }
        catch
        {
            await _lifecycle.OnStop(CancellationToken.None);
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _lifecycle.OnStop(cancellationToken);
}
