using System.Diagnostics;
using Twins.Bench.Common;
using Twins.Protocols.Bench;
using Twins.Protocols.Gbt32960;

// Frames a second that one core reads: ./twins bench decode
return await Benchmark.RunAsync("decode", args, async bench =>
{
    var frames = new[] { Edition.V2016, Edition.V2025 }.ToDictionary(edition => edition, Frames);
    bench.Header = new() { FrameBytes = frames[Edition.V2016][0].Length };
    foreach (var (edition, set) in frames)
    {
        await bench.MeasureAsync(
            $"decode.{(int)edition}", "frames/s", () => Task.FromResult(Measure(set, ReferenceReader.Read)), () => Task.FromResult(Measure(set, ReferenceReader.Check)));
    }

    await bench.MeasureAsync(
        "decode.allocated", "bytes/frame", () => Task.FromResult(new Run(frames.Values.Max(set => Measure(set, ReferenceReader.Read).AllocatedBytes!.Value))), lessIsBetter: true);
});

static byte[][] Frames(Edition edition) => [.. Enumerable.Range(0, 2000).Select(i => ReferenceFrame.Make(edition, i))];

// On the one thread that reads, so that what others allocate is not counted.
static Run Measure(byte[][] frames, Func<byte[], double> read)
{
    const int Rounds = 200;
    var before = GC.GetAllocatedBytesForCurrentThread();
    var start = Stopwatch.GetTimestamp();
    double sum = 0;
    for (var round = 0; round < Rounds; round++)
    {
        foreach (var frame in frames)
            sum += read(frame);
    }

    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    GC.KeepAlive(sum);
    var count = (double)Rounds * frames.Length;
    return new Run(count / seconds, allocated / count);
}
