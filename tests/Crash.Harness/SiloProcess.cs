using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Twins.Silo;
using Twins.Silo.Intake;

namespace Twins.Crash.Harness;

/// <summary>The real silo on a data directory, as its own process, on free ports.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly string s_hash = Accounts.Hash(Platform.Password);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public HttpClient Http { get; private set; } = new();

    public IPEndPoint Intake { get; private set; } = new(IPAddress.Loopback, 0);

    public bool HasEnded => _process.HasExited;

    /// <summary>What it said on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>Starts it and does not wait.</summary>
    public static SiloProcess Launch(string data, SiloSettings settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(ConfigurationException).Assembly.Location, "up", "--data", data, "--port-api", "0", "--port-gbt32960", "0"])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in settings.Environment()) start.Environment[key] = value;
        return new SiloProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started."));
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string data, SiloSettings settings)
    {
        var silo = Launch(data, settings);
        if (await silo.WhenReadyAsync()) return silo;
        throw new CrashCheckException($"The silo does not start on {data}: {silo.Errors}");
    }

    /// <summary>Whether it became ready; false when it ended before.</summary>
    public async Task<bool> WhenReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ended = _process.WaitForExitAsync(patience.Token);
        if (await Task.WhenAny(_ready.Task, ended) == _ready.Task) return true;
        await ended;
        return false;
    }

    /// <summary>Waits for it to end by itself; whether it did.</summary>
    public async Task<bool> WhenEndedAsync(TimeSpan patience)
    {
        using var patient = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(patient.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until <c>/healthz/ready</c> says so, or does not and names this check; returns what it says.</summary>
    public async Task<string> WhenHealthAsync(bool isReady, string? check = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            using var answer = await Http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            if (answer.IsSuccessStatusCode == isReady && body.Contains(check is null ? "" : $"\"{check}\"", StringComparison.Ordinal)) return body;
            await Task.Delay(s_look, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    internal static IEnumerable<(string Key, string Value)> Account() =>
    [
        ("Twins__Intake__Accounts__0__Name", Platform.Account), ("Twins__Intake__Accounts__0__Platform", "true"), ("Twins__Intake__Accounts__0__PasswordHash", s_hash),
    ];

    private void Heard(string? line)
    {
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal)) return;
        var parts = line.Split(' ').Where(part => part.Contains('=', StringComparison.Ordinal)).ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        Http = new HttpClient { BaseAddress = new Uri(parts["api"]), Timeout = s_patience };
        Intake = IPEndPoint.Parse(parts["gbt32960"]);
        _ready.TrySetResult(true);
    }
}

/// <summary>How the silo runs under the harness: few partitions, pages written each second, and no rule that goes by how long a test takes.</summary>
internal sealed record SiloSettings
{
    /// <summary>A fail point to end at, <c>NAME@N</c>.</summary>
    public string? FailPoint { get; init; }

    /// <summary>Small segments are begun, sealed and deleted while the silo runs.</summary>
    public long? SegmentBytes { get; init; }

    /// <summary>What no twin needs any more goes at once, so that truncation takes part. Otherwise the log keeps all of it, and a replay can compare it with the pages.</summary>
    public bool Truncates { get; init; }

    /// <summary>What becomes of its log, in a word.</summary>
    public string LogName => Truncates ? "forgets" : SegmentBytes is null ? "keeps" : "seals";

    /// <summary>More of the environment.</summary>
    public IReadOnlyList<(string Key, string Value)> More { get; init; } = [];

    public IEnumerable<(string Key, string Value)> Environment()
    {
        foreach (var pair in SiloProcess.Account()) yield return pair;
        yield return ("Twins__Fleet__Partitions", "2");
        yield return ("Twins__Fleet__SilentSeconds", "86400");
        yield return ("Twins__Fleet__OfflineMinutes", "1440");
        yield return ("Twins__Data__FlushSeconds", "1");
        yield return ("Logging__LogLevel__Default", "Warning");
        yield return ("Twins__Data__MaxBytes", Truncates ? "0" : $"{long.MaxValue}");
        if (SegmentBytes is { } bytes) yield return ("Twins__Data__SegmentBytes", bytes.ToString(CultureInfo.InvariantCulture));
        if (FailPoint is { } place) yield return (Silo.Storage.FailPoint.Variable, place);
        foreach (var pair in More) yield return pair;
    }
}
