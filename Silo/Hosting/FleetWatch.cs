using Microsoft.Extensions.Diagnostics.HealthChecks;
using Twins.Grains.Partitions;

namespace Twins.Silo.Hosting;

/// <summary>
/// Pokes every partition at the start and each 5 s, so that a lost wake-up costs seconds and never data, and asks each second how far they are
/// and what the wall clock does; both ten times as often during a restart, because in a restart a second more or less counts.
/// </summary>
internal sealed partial class FleetWatch(PartitionMap map, IGrainFactory grains, StreamClock clock, FlushPlan flush, TimeProvider time, ILogger<FleetWatch> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPeriod = TimeSpan.FromMilliseconds(100);
    private const int PeriodsPerPoke = 5;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _notReady = "The partitions have not been asked yet.";

    /// <summary>Why not all partitions are ready, one sentence; null when they are.</summary>
    public string? NotReady => _notReady;

    /// <summary>Completes when all partitions are ready for the first time.</summary>
    public Task WhenReady => _ready.Task;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_notReady is { } why ? HealthCheckResult.Unhealthy(why) : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var partitions = map.All().Select(id => grains.GetGrain<IPartitionGrain>(id.ToString())).ToArray();
        using var timer = new PeriodicTimer(s_firstPeriod, time);
        for (var n = 0; ; n++)
        {
            try
            {
                clock.Observe();
                flush.Observe();
                if (n % PeriodsPerPoke == 0) await Task.WhenAll(partitions.Select(partition => partition.PokeAsync()));
                await AskAsync(partitions);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _notReady = $"The partitions do not answer: {e.Message}";
                LogNoAnswer(e);
            }

            if (!flush.IsRestarting) timer.Period = s_period;
            if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
        }
    }

    private async Task AskAsync(IPartitionGrain[] partitions)
    {
        var statuses = await Task.WhenAll(partitions.Select(partition => partition.StatusAsync()));
        var late = statuses.Where(status => !status.Ready).ToArray();
        _notReady = late.Length == 0
            ? null
            : late.FirstOrDefault(status => status.Fault is not null)?.Fault ?? $"{late.Length} of {statuses.Length} partitions are not ready.";
        // One that has stopped is as far as it gets; what the others do must not wait for it.
        if (late.Any(status => status.Fault is null)) return;
        flush.CaughtUp();
        if (late.Length == 0) _ready.TrySetResult();
    }

    [LoggerMessage(LogLevel.Error, "The partitions could not be poked; trying again in a second.")]
    private partial void LogNoAnswer(Exception exception);
}
