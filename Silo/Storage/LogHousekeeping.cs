namespace Twins.Silo.Storage;

/// <summary>Tidies the log each second, whether anything comes in or not: a disk that was nearly full gets room by itself, and one held by a backup gets it afterwards.</summary>
internal sealed class LogHousekeeping(SqliteLog log, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) log.Tidy();
    }
}
