using System.Threading.Channels;
using Twins.Bench.Common;

namespace Twins.Engine.Bench;

/// <summary>Batches on 64 memory streams, each with its implicit consumer; the floor is a channel and a reading loop for each.</summary>
internal static class Streams
{
    private const int Count = 200_000;
    private const int StreamCount = 64;
    private const int InFlight = 4_096;

    public static async Task MeasureAsync(Benchmark bench, IClusterClient client)
    {
        if (!bench.Wants("engine.streams")) return;
        var provider = client.GetStreamProvider("memory");
        var streams = Enumerable.Range(0, StreamCount).Select(number => provider.GetStream<Batch>(StreamId.Create("bench", $"{number}"))).ToArray();
        var channels = Enumerable.Range(0, StreamCount).Select(_ => Channel.CreateUnbounded<Batch>(new UnboundedChannelOptions { SingleReader = true })).ToArray();
        foreach (var channel in channels)
            _ = ReadAsync(channel.Reader);
        await bench.MeasureAsync(
            "engine.streams",
            "batches/s",
            () => RunAsync((number, batch) => streams[number].OnNextAsync(batch)),
            () => RunAsync((number, batch) =>
            {
                channels[number].Writer.TryWrite(batch);
                return Task.CompletedTask;
            }));
    }

    private static Task<Run> RunAsync(Func<int, Batch, Task> publish) => Run.RateAsync(Count, async () =>
    {
        var batch = new Batch(1, new byte[64]);
        Interlocked.Exchange(ref Counts.Events, 0);
        for (var number = 0; number < Count; number++)
        {
            while (number - Interlocked.Read(ref Counts.Events) > InFlight)
                await Task.Yield();
            await publish(number % StreamCount, batch);
        }

        while (Interlocked.Read(ref Counts.Events) < Count)
            await Task.Yield();
    });

    private static async Task ReadAsync(ChannelReader<Batch> reader)
    {
        await foreach (var _ in reader.ReadAllAsync())
            Interlocked.Increment(ref Counts.Events);
    }
}
