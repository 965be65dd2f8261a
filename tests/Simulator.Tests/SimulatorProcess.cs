using System.Diagnostics;

namespace Twins.Simulator.Tests;

/// <summary>The built simulator as its own process.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly Process _process;

    internal SimulatorProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Twins.Simulator.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["TWINS_TEST_PASSWORD_OF_PROCESS"] = "secret";
        _process = Process.Start(start)!;
    }

    internal StreamWriter Input => _process.StandardInput;

    internal StreamReader Output => _process.StandardOutput;

    /// <summary>Asks the process to end, as <c>kill</c> and container hosts do.</summary>
    internal async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end; gives exit code, what was left to read, and the errors.</summary>
    internal async Task<(int Code, string Output, string Error)> EndAsync()
    {
        Input.Close();
        var error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, output, await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
