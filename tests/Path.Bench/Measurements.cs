using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Twins.Bench.Common;

namespace Twins.Path.Bench;

/// <summary>What is measured of a whole silo. <c>TWINS_BENCH_SECONDS</c> shortens the times for a trial: its figures are no result.</summary>
internal sealed class Measurements(Benchmark bench, string data)
{
    private const int Vehicles = 355_000, Links = 8, Runs = 3;

    /// <summary>The same after a restart, and none that a sender who tries to connect may get for his own end.</summary>
    private const int RestartPort = 23_960;

    private static readonly TimeSpan s_hold = Seconds(60);
    private static readonly TimeSpan s_trial = Seconds(10);
    private readonly string _silo = System.IO.Path.Combine(data, "silo");

    public async Task RunAsync(string group)
    {
        bench.Header = new Report { Durability = "fdatasync", FrameBytes = new FrameTemplate(0).Length };
        await using var silo = await SiloUnderTest.StartAsync(_silo);
        bench.Header = bench.Header with { Engine = silo.Engine };
        var empty = await silo.FiguresAsync();
        var load = new Load(silo.Intake, Vehicles, Links);
        await WarmUpAsync(silo, load);
        switch (group)
        {
            case "path":
                await LatencyAsync(silo, load);
                await SustainedAsync(silo, load);
                break;
            case "memory":
                await MemoryAsync(silo, empty);
                break;
            case "restart":
                await RestartAsync(silo);
                break;
            case "overload":
                await new Overload(bench, silo, Vehicles, Links).RunAsync(await SearchAsync(silo, load), Seconds(600));
                break;
            default:
                throw new ArgumentException($"'{group}' is no group of this program.", nameof(group));
        }
    }

    /// <summary>Every vehicle once, at a rate that any machine holds.</summary>
    private static async Task WarmUpAsync(SiloUnderTest silo, Load load)
    {
        const int PerSecond = 12_000;
        while ((await silo.DrainedAsync()).Vehicles < Vehicles) await load.RunAsync(PerSecond, TimeSpan.FromSeconds((Vehicles / PerSecond) + 1));
    }

    private async Task SustainedAsync(SiloUnderTest silo, Load load)
    {
        if (!bench.Wants("path.sustained")) return;
        var rate = await SearchAsync(silo, load);
        var (rates, floors, siloCpu, senderCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        while (rates.Count < Runs)
        {
            floors.Add(await FloorAsync());
            var before = silo.CpuSeconds;
            var (held, result) = await HoldAsync(silo, load, rate, s_hold);
            if (!held)
            {
                rate *= 0.93;
                floors.Clear();
                rates.Clear();
                continue;
            }

            rates.Add(result.Accepted / s_hold.TotalSeconds);
            siloCpu.Add(silo.CpuSeconds - before);
            senderCpu.Add(result.CpuSeconds);
        }

        bench.Add(Measurement.Of("path.sustained", "reports/s", rates, floors)
            .With("siloCpuSeconds", Measurement.MedianOf(siloCpu))
            .With("generatorCpuSeconds", Measurement.MedianOf(senderCpu))
            .With("perSiloCpuSecond", Measurement.MedianOf(rates) * s_hold.TotalSeconds / Measurement.MedianOf(siloCpu)));
    }

    private static async Task<double> SearchAsync(SiloUnderTest silo, Load load)
    {
        double held = 5_000, failed = double.PositiveInfinity;
        while (failed / held > 1.08)
        {
            var rate = double.IsInfinity(failed) ? held * 1.5 : (held + failed) / 2;
            if ((await HoldAsync(silo, load, rate, s_trial)).Held) held = rate;
            else failed = rate;
        }

        return held;
    }

    /// <summary>Held: all that was due was sent and accepted, and never more than a second's reports were in flight.</summary>
    private static async Task<(bool Held, LoadResult Result)> HoldAsync(SiloUnderTest silo, Load load, double rate, TimeSpan duration)
    {
        var running = load.RunAsync(rate, duration);
        long most = 0;
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(250));
            var figures = await silo.FiguresAsync();
            most = Math.Max(most, figures.Lag + figures.Pending);
        }

        var result = await running;
        await silo.DrainedAsync();
        var held = result.Refused == 0 && result.Accepted == result.Offered && result.Offered >= rate * duration.TotalSeconds * 0.995 && most < rate;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  offered {rate:N0}/s for {duration.TotalSeconds:N0} s: sent {result.Offered:N0}, accepted {result.Accepted:N0}, at most {most:N0} in flight{(held ? "" : ": not held")}"));
        return (held, result);
    }

    private async Task<double> FloorAsync()
    {
        var file = System.IO.Path.Combine(data, "floor");
        var (process, address) = await Floor.StartAsync(file);
        using var _ = process;
        var start = Stopwatch.GetTimestamp();
        var result = await new Load(address, Vehicles, Links).RunAsync(10_000_000, s_trial);
        var rate = result.Accepted / Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Kill();
        await process.WaitForExitAsync();
        File.Delete(file);
        return rate;
    }

    private async Task LatencyAsync(SiloUnderTest silo, Load load)
    {
        if (!bench.Wants("path.latency12k")) return;
        const double Rate = 12_000;
        using var stop = new CancellationTokenSource();
        var probing = Probe.RunAsync(silo, stop.Token);
        var result = await load.RunAsync(Rate, s_hold);
        await stop.CancelAsync();
        var visible = await probing;
        bench.Add(new Measurement { Name = "path.latency12k", Unit = "ms", Median = Load.Percentile(visible, 0.5) }
            .With("offered", Math.Round(result.Offered / s_hold.TotalSeconds)).With("accepted", Math.Round(result.Accepted / s_hold.TotalSeconds))
            .With("probes", visible.Length)
            .With("p50", Load.Percentile(visible, 0.5)).With("p99", Load.Percentile(visible, 0.99)).With("p999", Load.Percentile(visible, 0.999)).With("max", visible[^1])
            .With("answerP50", Load.Percentile(result.AnswerMs, 0.5)).With("answerP99", Load.Percentile(result.AnswerMs, 0.99)));
    }

    private async Task MemoryAsync(SiloUnderTest silo, SiloFigures empty)
    {
        // What the last reports left behind is collected in the minute after them; the least seen is what the twins take.
        var least = long.MaxValue;
        for (var i = 0; i < 30; i++)
        {
            await Task.Delay(Seconds(2));
            least = Math.Min(least, (await silo.FiguresAsync()).ResidentBytes);
        }

        bench.Add(new Measurement { Name = "memory.perVehicle", Unit = "bytes", Median = (least - empty.ResidentBytes) / (double)Vehicles }
            .With("vehicles", Vehicles).With("residentBytes", least).With("emptyBytes", empty.ResidentBytes));
    }

    /// <summary>
    /// kill -9 in the middle of 12,000 reports a second: until the silo is ready again while nobody sends, and while the senders go on as soon as it takes their connections. Then the start of the
    /// whole city after a stop in peace.
    /// </summary>
    private async Task RestartAsync(SiloUnderTest silo)
    {
        var running = silo;
        foreach (var (name, isSentTo) in ((string, bool)[])[("restart.replay12k", false), ("restart.underLoad12k", true)])
        {
            var (seconds, taken) = (new List<double>(), new List<double>());
            for (var run = 0; run < Runs; run++)
            {
                using var stop = new CancellationTokenSource();
                var sending = KeepSendingAsync(running.Intake, stop.Token);
                await Task.Delay(Seconds(90));
                if (!isSentTo) await stop.CancelAsync();
                await running.KillAsync();
                if (!isSentTo) await sending;
                if (running != silo) await running.DisposeAsync();
                running = await SiloUnderTest.StartAsync(_silo, RestartPort);
                seconds.Add(running.StartTime.TotalSeconds);
                var figures = await running.FiguresAsync();
                taken.Add(figures.Applied + figures.Late + figures.Lag);
                await stop.CancelAsync();
                await sending;
            }

            if (isSentTo && taken.Min() == 0) throw new InvalidOperationException("A silo took no report before it was ready: its senders did not go on.");
            bench.Add(Measurement.Of(name, "s", seconds).With("takenMeanwhile", Measurement.MedianOf(taken)));
        }

        await running.StopAsync();
        await running.DisposeAsync();
        await using var cold = await SiloUnderTest.StartAsync(_silo);
        bench.Add(Measurement.Of("restart.cold", "s", [cold.StartTime.TotalSeconds]).With("vehicles", (await cold.FiguresAsync()).Vehicles));
    }

    /// <summary>12,000 reports a second, over new connections whenever the old ones are lost.</summary>
    private static async Task KeepSendingAsync(IPEndPoint intake, CancellationToken stop)
    {
        var load = new Load(intake, Vehicles, Links);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await load.RunAsync(12_000, Seconds(5));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The silo was killed, or does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("TWINS_BENCH_SECONDS") is { Length: > 0 } text ? Math.Min(seconds, double.Parse(text, CultureInfo.InvariantCulture)) : seconds);
}
