using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Twins.RoundTrip;

namespace Twins.Silo.Tests.Hosting;

/// <summary>The real silo as its own process on a data directory, on free ports.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private SiloProcess(Process process, Task<string> errors, string ready)
    {
        (_process, _errors) = (process, errors);
        var parts = ready.Split(' ').Where(part => part.Contains('=', StringComparison.Ordinal)).ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        Http = new HttpClient { BaseAddress = new Uri(parts["api"]), Timeout = s_patience };
        Intake = IPEndPoint.Parse(parts["gbt32960"]);
    }

    public HttpClient Http { get; }

    public IPEndPoint Intake { get; }

    /// <summary>Starts it and waits for its ready line.</summary>
    public static async Task<SiloProcess> StartAsync(string data, params (string Key, string Value)[] configuration)
    {
        var process = Launch(data, 0, configuration);
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (!line.StartsWith("ready ", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new SiloProcess(process, errors, line);
        }

        throw new InvalidOperationException($"The silo ended before it was ready: {await errors}");
    }

    /// <summary>Starts it where it cannot run: its exit code and what it says.</summary>
    public static Task<(int ExitCode, string Error)> FailAsync(string data, params (string Key, string Value)[] configuration) => FailAsync(data, 0, configuration);

    /// <inheritdoc cref="FailAsync(string, ValueTuple{string, string}[])"/>
    public static async Task<(int ExitCode, string Error)> FailAsync(string data, int intakePort, params (string Key, string Value)[] configuration)
    {
        using var process = Launch(data, intakePort, configuration);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token);
        await output;
        return (process.ExitCode, error.Trim());
    }

    /// <summary>Runs a command of the silo program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(ConfigurationException).Assembly.Location, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Sends frames over one connection, reads what comes back until the silo closes it.</summary>
    public async Task<byte[]> SendAsync(params byte[][] frames)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(s_patience);
        await client.ConnectAsync(Intake, patience.Token);
        var stream = client.GetStream();
        foreach (var frame in frames) await stream.WriteAsync(frame, patience.Token);
        client.Client.Shutdown(SocketShutdown.Send);
        using var answers = new MemoryStream();
        await stream.CopyToAsync(answers, patience.Token);
        return answers.ToArray();
    }

    public async Task<JsonObject> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonObject>(path))!;

    /// <summary>Asks again until the answer is as expected.</summary>
    public async Task<JsonObject> GetUntilAsync(string path, Func<JsonObject, bool> expected)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), patience.Token);
            if (await response.Content.ReadFromJsonAsync<JsonObject>(patience.Token) is { } document && response.IsSuccessStatusCode && expected(document))
                return document;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _errors;
    }

    /// <summary>kill -TERM, as an operator or a cluster stops it; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        await _errors;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private static Process Launch(string data, int intakePort, (string Key, string Value)[] configuration)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(ConfigurationException).Assembly.Location, "up", "--data", data, "--port-api", "0", "--port-gbt32960", $"{intakePort}"])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in configuration) start.Environment[key] = value;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        if (JsonCopy.Enabled) start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(JsonCopy).Assembly.Location;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }
}
