using Microsoft.Extensions.Diagnostics.HealthChecks;
using Twins.Grains.Fleet;

namespace Twins.Client.Api.Fleet;

/// <summary>Ready when the twins say that they are, in time.</summary>
internal sealed class SystemReadyCheck(IGrainFactory grains) : IHealthCheck
{
    internal const string Name = "twins";
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = await grains.GetGrain<ISystemGrain>(0).StatusAsync().WaitAsync(cancellationToken);
        return status.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The partitions are starting, or something that must be written is failing.");
    }
}
