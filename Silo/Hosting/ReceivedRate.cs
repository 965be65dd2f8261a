using Twins.Grains.Fleet;

namespace Twins.Silo.Hosting;

/// <summary>Reports received in the last full second.</summary>
internal sealed class ReceivedRate(ReportCounters counters, TimeProvider time) : BackgroundService
{
    private double _perSecond;

    public double PerSecond => Volatile.Read(ref _perSecond);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var (before, at) = (counters.ReceivedTotal, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (now, elapsed) = (counters.ReceivedTotal, time.GetElapsedTime(at));
            Volatile.Write(ref _perSecond, Math.Round((now - before) / elapsed.TotalSeconds, 1));
            (before, at) = (now, time.GetTimestamp());
        }
    }
}
