using System.Diagnostics;
using Twins.Silo;

namespace Twins.Crash.Harness;

/// <summary>A command of the silo program, run to its end.</summary>
internal static class ProgramRun
{
    /// <summary>Runs it; what it said is in the result.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs it with more in its environment.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(IEnumerable<(string Key, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        foreach (var argument in (string[])[typeof(ConfigurationException).Assembly.Location, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public static async Task<int> ExitCodeAsync(params string[] arguments) => (await RunAsync(arguments)).ExitCode;
}
