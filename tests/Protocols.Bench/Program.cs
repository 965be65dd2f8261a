using System.Diagnostics;
using System.Globalization;
using Twins.Protocols.Bench;
using Twins.Protocols.Gbt32960;

// Frames per second that one core reads, every unit and every value that rules need, beside the floor: the same bytes touched once for their check code.
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
foreach (var edition in new[] { Edition.V2016, Edition.V2025 })
{
    var frames = Enumerable.Range(0, 2000).Select(i => ReferenceFrame.Make(edition, i)).ToArray();
    Measure(frames, 20, ReferenceReader.Check);
    Measure(frames, 20, ReferenceReader.Read);
    var floor = Enumerable.Range(0, 5).Select(_ => Measure(frames, rounds, ReferenceReader.Check).Rate).Order().ElementAt(2);
    var runs = Enumerable.Range(0, 5).Select(_ => Measure(frames, rounds, ReferenceReader.Read)).OrderBy(r => r.Rate).ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"edition={(int)edition} frameBytes={frames[0].Length} decoded={runs[2].Rate:F0}/s (min {runs[0].Rate:F0}, max {runs[4].Rate:F0}) floor={floor:F0}/s ratio={runs[2].Rate / floor:F3} allocated={runs[2].Allocated:F3} B/frame"));
}

static (double Rate, double Allocated) Measure(byte[][] frames, int rounds, Func<byte[], double> read)
{
    var before = GC.GetAllocatedBytesForCurrentThread();
    var start = Stopwatch.GetTimestamp();
    double sum = 0;
    for (var round = 0; round < rounds; round++)
    {
        foreach (var frame in frames)
            sum += read(frame);
    }
    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    GC.KeepAlive(sum);
    return (rounds * frames.Length / seconds, (double)allocated / (rounds * frames.Length));
}
