using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Intake;

/// <summary>
/// R9: time in which the intake does not accept does not count as silence of vehicles. Looks each second whether reports are taken and whether the log can be written, so that ticks know.
/// </summary>
internal sealed class AcceptanceWatch(Admission admission, IStoreHealth log, LivingIntakes intakes, IntakeWriter writer, StreamClock clock, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var isAccepting = admission.IsAccepting && log.Fault is null;
        if (!isAccepting) intakes.NotAccepting();
        else if (intakes.AcceptingSince is null) intakes.Accepting(writer.Incarnation, clock.Now);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
    }
}
