using Twins.Bench.Common;

namespace Twins.Engine.Bench;

/// <summary>The first call to grains, and what the grains take when nothing more is asked of them.</summary>
internal static class Activations
{
    private const int Count = 100_000;
    private const int AtOnce = 1_000;
    private static int s_number;

    public static async Task MeasureAsync(Benchmark bench, IGrainFactory grains)
    {
        await bench.MeasureAsync("engine.memory.empty", "bytes/activation", () => BytesAsync(key => grains.GetGrain<IEmpty>(key).Call(1)), runs: 3, lessIsBetter: true);
        await bench.MeasureAsync("engine.memory.state", "bytes/activation", () => BytesAsync(key => grains.GetGrain<IStateful>(key).Call(1)), runs: 3, lessIsBetter: true);
        await bench.MeasureAsync("engine.activations", "activations/s", () => RateAsync(key => grains.GetGrain<IEmpty>(key).Call(1)), () =>
        {
            var actors = new HandActors();
            return RateAsync(key => actors.Get(key).Call(1));
        });
    }

    private static Task<Run> RateAsync(Func<string, Task<int>> call) => Run.RateAsync(Count, () => ActivateAsync(call));

    /// <summary>Of the managed heap; the key, a string of 17 characters, is part of it.</summary>
    private static async Task<Run> BytesAsync(Func<string, Task<int>> call)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ActivateAsync(call);
        return new((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count);
    }

    private static async Task ActivateAsync(Func<string, Task<int>> call)
    {
        for (var done = 0; done < Count; done += AtOnce)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => call($"A{s_number++:D16}")));
    }
}
