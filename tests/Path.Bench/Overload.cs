using System.Diagnostics;
using System.Globalization;
using Twins.Bench.Common;

namespace Twins.Path.Bench;

/// <summary>Three times the reports that the silo can take, one in a hundred with an alarm of level 3. What Twins promises of it is looked at, not only measured.</summary>
internal sealed class Overload(Benchmark bench, SiloUnderTest silo, int vehicles, int links)
{
    private const double Times = 3, UrgentShare = 0.01;
    private const int Parts = 5;

    /// <summary>Memory that the collector has not come to yet is no growth.</summary>
    private const double Level = 1.1;

    /// <summary>A sender waits so long for the answer to a report that is taken, and longer for one in a hundred at most.</summary>
    private const double MostOfAllMs = 10_000, MostOfNearlyAllMs = 5_000;

    /// <param name="sustained">Reports a second that were just held.</param>
    /// <param name="duration">How long three times of them are due.</param>
    /// <exception cref="InvalidOperationException">A promise was not kept.</exception>
    public async Task RunAsync(double sustained, TimeSpan duration)
    {
        var before = await silo.DrainedAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {sustained * Times:N0}/s are due for {duration.TotalSeconds:N0} s"));
        var running = new Load(silo.Intake, vehicles, links, UrgentShare).RunAsync(sustained * Times, duration);
        var resident = await WatchAsync(running, duration);
        var result = await running;
        var start = Stopwatch.GetTimestamp();
        var after = await silo.DrainedAsync();
        var drained = Stopwatch.GetElapsedTime(start);
        using var health = await silo.Http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        bench.Add(new Measurement { Name = "overload.accepted", Unit = "reports/s", Median = result.Accepted / duration.TotalSeconds }
            .With("due", sustained * Times).With("offered", result.Offered / duration.TotalSeconds).With("refused", result.Refused / duration.TotalSeconds)
            .With("urgentOffered", result.UrgentOffered).With("urgentRefused", result.UrgentRefused)
            .With("sentP50", Load.Percentile(result.SentMs, 0.5)).With("sentP99", Load.Percentile(result.SentMs, 0.99)).With("sentMax", result.SentMs[^1])
            .With("drainedSeconds", drained.TotalSeconds));
        // The most in each part of the time; in the first the silo still grows to the size of its load.
        double[] most = [.. resident.Chunk(Math.Max(1, resident.Count / Parts)).Take(Parts).Select(part => part.Max())];
        bench.Add(Measurement.Of("overload.resident", "bytes", most).With("first", most[0]).With("second", most[Math.Min(1, most.Length - 1)]).With("last", most[^1]));
        Check(most[^1] <= most[Math.Min(1, most.Length - 1)] * Level, $"resident memory rose: {string.Join(", ", most.Select(bytes => bytes.ToString("N0", CultureInfo.InvariantCulture)))} bytes in the parts of the time");
        Check(Load.Percentile(result.SentMs, 0.99) <= MostOfNearlyAllMs && result.SentMs[^1] <= MostOfAllMs, $"accepted reports waited up to {result.SentMs[^1]:N0} ms for their answer");
        Check(result is { Refused: > 0, UrgentOffered: > 0 }, "nothing was refused, or no report had an alarm: there was no overload to look at");
        Check(result.UrgentRefused == 0, $"{result.UrgentRefused} reports with an alarm of level 3 were refused");
        Check(after.RefusedForOverload - before.RefusedForOverload == result.Refused && after.Refused - before.Refused == result.Refused,
            $"{result.Refused} reports were refused, and the silo counts {after.Refused - before.Refused}, {after.RefusedForOverload - before.RefusedForOverload} of them for overload");
        Check(after.RefusedToSender - before.RefusedToSender == result.Refused, $"{result.Refused} reports were refused, and the silo counts {after.RefusedToSender - before.RefusedToSender} of this sender");
        Check(after.Applied + after.Late - before.Applied - before.Late == result.Accepted,
            $"{result.Accepted} reports were accepted, and {after.Applied + after.Late - before.Applied - before.Late} were applied");
        Check(after.Late == before.Late, $"{after.Late - before.Late} reports came to their vehicle behind newer ones");
        Check(health.IsSuccessStatusCode, "the silo is not ready after it");
    }

    private async Task<List<double>> WatchAsync(Task running, TimeSpan duration)
    {
        var resident = new List<double>();
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(duration / (Parts * 12)));
            resident.Add((await silo.FiguresAsync()).ResidentBytes);
        }

        return resident;
    }

    private static void Check(bool isKept, string otherwise)
    {
        if (!isKept) throw new InvalidOperationException($"Under overload {otherwise}.");
    }
}
