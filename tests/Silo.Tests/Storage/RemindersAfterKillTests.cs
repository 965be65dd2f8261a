using System.Diagnostics;

namespace Twins.Silo.Tests.Storage;

public sealed class RemindersAfterKillTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _data = Directory.CreateTempSubdirectory("twins-reminded-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_reminder_that_was_registered_ticks_on_after_a_kill_without_being_registered_again()
    {
        string first;
        using (var process = Launch("register"))
        {
            first = await TickOf(process);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var again = Launch("wait");
        Assert.Equal(first, await TickOf(again));
        again.Kill();
        await again.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Its first tick: grain, name and the time that it was registered for.</summary>
    private static async Task<string> TickOf(Process process)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("tick ", StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The process ended before a tick: {await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    private Process Launch(string what)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(Reminded.IRemindedGrain).Assembly.Location, _data, what])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }
}
