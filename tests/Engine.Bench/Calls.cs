using Twins.Bench.Common;

namespace Twins.Engine.Bench;

/// <summary>Calls to 10,000 grains from 128 callers, each of which waits for its answer.</summary>
internal static class Calls
{
    private const int Callers = 128;
    private const int Targets = 10_000;
    private const int Count = 1_000_000;

    public static async Task MeasureAsync(Benchmark bench, IGrainFactory grains)
    {
        if (!bench.Wants("engine.calls")) return;
        var keys = Enumerable.Range(0, Targets).Select(number => $"T{number:D16}").ToArray();
        var targets = keys.Select(key => grains.GetGrain<IEmpty>(key)).ToArray();
        var actors = new HandActors();
        var hands = keys.Select(actors.Get).ToArray();
        Task<Run> Floor() => RunAsync((caller, call) => hands[Target(caller, call)].Call(call));

        await bench.MeasureAsync("engine.calls", "calls/s", () => RunAsync((caller, call) => targets[Target(caller, call)].Call(call)), Floor);
        await bench.MeasureAsync("engine.calls.valueTask", "calls/s", () => RunAsync((caller, call) => targets[Target(caller, call)].CallValue(call).AsTask()), Floor);
        await bench.MeasureAsync("engine.calls.yield", "calls/s", () => RunAsync((caller, call) => targets[Target(caller, call)].CallLater(call)), Floor);
        await bench.MeasureAsync("engine.calls.byKey", "calls/s", () => RunAsync((caller, call) => grains.GetGrain<IEmpty>(keys[Target(caller, call)]).Call(call)), Floor);
    }

    private static int Target(int caller, int call) => ((caller * 7919) + call) % Targets;

    private static Task<Run> RunAsync(Func<int, int, Task<int>> call) => Run.RateAsync(Count, () => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        for (var number = 0; number < Count / Callers; number++)
            await call(caller, number);
    }))));
}
