using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Twins.Silo.Storage;

/// <summary>Not ready while a store cannot be written (R7).</summary>
internal sealed class StoreHealthCheck(IStoreHealth store) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.Fault is { } fault ? new HealthCheckResult(context.Registration.FailureStatus, fault) : HealthCheckResult.Healthy());
}
