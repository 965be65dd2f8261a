using Twins.Bench.Common;

namespace Twins.Engine.Bench;

/// <summary>Ticks of 2,000 timers that are always due: their period is the platform's shortest. The floor is as many timers of the platform.</summary>
internal static class Ticks
{
    private const int Timers = 2_000;
    private const int Count = 200_000;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(1);

    public static async Task MeasureAsync(Benchmark bench, IGrainFactory grains)
    {
        var targets = Enumerable.Range(0, Timers).Select(number => grains.GetGrain<IEmpty>($"K{number:D16}")).ToArray();
        await bench.MeasureAsync("engine.timers", "ticks/s", async () =>
        {
            await Task.WhenAll(targets.Select(target => target.StartTicking(s_period)));
            var run = await RunAsync();
            await Task.WhenAll(targets.Select(target => target.StopTicking()));
            return run;
        }, async () =>
        {
            var timers = targets.Select(_ => new Timer(static _ => Interlocked.Increment(ref Counts.Events), null, s_period, s_period)).ToList();
            var run = await RunAsync();
            timers.ForEach(timer => timer.Dispose());
            return run;
        });
    }

    private static Task<Run> RunAsync() => Run.RateAsync(Count, async () =>
    {
        Interlocked.Exchange(ref Counts.Events, 0);
        while (Interlocked.Read(ref Counts.Events) < Count)
            await Task.Delay(s_period);
    });
}
