using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Twins.Path.Bench;

/// <summary>The silo that is measured: its own process, a data directory of this run, one platform account.</summary>
internal sealed class SiloUnderTest : IAsyncDisposable
{
    public const string User = "bench", Password = "not-a-secret";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;

    private SiloUnderTest(Process process, string ready, TimeSpan startTime)
    {
        (_process, StartTime) = (process, startTime);
        var parts = ready.Split(' ').Where(part => part.Contains('=', StringComparison.Ordinal)).ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        Http = new HttpClient { BaseAddress = new Uri(parts["api"]), Timeout = s_patience };
        Intake = IPEndPoint.Parse(parts["gbt32960"]);
        Engine = parts["engine"];
    }

    public HttpClient Http { get; }

    public IPEndPoint Intake { get; }

    public string Engine { get; }

    /// <summary>From the start of the process to its ready line: loaded and caught up.</summary>
    public TimeSpan StartTime { get; }

    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <param name="data">The data directory.</param>
    /// <param name="intakePort">0 takes a free one.</param>
    public static async Task<SiloUnderTest> StartAsync(string data, int intakePort = 0)
    {
        var started = Stopwatch.GetTimestamp();
        var start = Command("up", "--data", data, "--port-api", "0", "--port-gbt32960", $"{intakePort}");
        start.Environment["Twins__Intake__Accounts__0__Name"] = User;
        start.Environment["Twins__Intake__Accounts__0__Platform"] = "true";
        start.Environment["Twins__Intake__Accounts__0__PasswordHash"] = await s_hash.Value;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (!line.StartsWith("ready ", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new SiloUnderTest(process, line, Stopwatch.GetElapsedTime(started));
        }

        throw new InvalidOperationException("The silo ended before it was ready.");
    }

    /// <summary>Reports received, durable, applied and refused, and what the process takes.</summary>
    public async Task<SiloFigures> FiguresAsync()
    {
        var system = (await Http.GetFromJsonAsync<JsonObject>("/v1/system"))!;
        var reports = system["reports"]!;
        return new SiloFigures(
            Number(reports, "applied"), Number(reports, "late"), Number(reports, "lag"), Number(reports, "pending"),
            Number(reports, "refusedTotal"), Number(system["refused"]!, "overload"), system["refusedBySender"]![User] is { } own ? Number(own, "overload") : 0,
            Number(system["memory"]!, "residentBytes"), Number(system["grains"]!, "vehicle"));
    }

    /// <summary>Waits until all that was received is applied.</summary>
    public async Task<SiloFigures> DrainedAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var figures = await FiguresAsync();
            if (figures is { Lag: 0, Pending: 0 }) return figures;
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>kill -TERM, and waits for its end.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private static readonly Lazy<Task<string>> s_hash = new(async () =>
    {
        var start = Command("password");
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(Password);
        process.StandardInput.Close();
        var hash = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? hash : throw new InvalidOperationException("The password could not be hashed.");
    });

    private static ProcessStartInfo Command(params string[] arguments)
    {
        var silo = Environment.GetEnvironmentVariable("TWINS_SILO") ?? throw new InvalidOperationException("TWINS_SILO names no silo: run './twins bench path'.");
        return new ProcessStartInfo("dotnet", [silo, .. arguments]) { RedirectStandardOutput = true };
    }

    private static long Number(JsonNode node, string name) => node[name] is { } number ? Convert.ToInt64(number.GetValue<double>(), CultureInfo.InvariantCulture) : 0;
}

/// <summary>What the silo says of itself.</summary>
/// <param name="Applied">Reports that changed live state.</param>
/// <param name="Late">Reports that were older than what was live.</param>
/// <param name="Lag">Reports that are durable and not applied.</param>
/// <param name="Pending">Reports that are received and not durable.</param>
/// <param name="Refused">Reports refused, for whatever reason.</param>
/// <param name="RefusedForOverload">Of them, for overload.</param>
/// <param name="RefusedToSender">Of those, of the benchmark's own account.</param>
/// <param name="ResidentBytes">Of the process.</param>
/// <param name="Vehicles">Live twins.</param>
internal readonly record struct SiloFigures(
    long Applied, long Late, long Lag, long Pending, long Refused, long RefusedForOverload, long RefusedToSender, long ResidentBytes, long Vehicles);
