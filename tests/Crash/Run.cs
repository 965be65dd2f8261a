using Twins.Crash.Harness;

namespace Twins.Crash;

/// <summary>Runs of the harness whose words go to the test's output; a failed one leaves its directories for whoever looks.</summary>
internal static class Run
{
    public static async Task<CrashResult> Async(CrashPlan plan)
    {
        var output = TestContext.Current.TestOutputHelper!;
        using var space = new Workspace();
        try
        {
            return await new CrashRun(plan, space, output.WriteLine).RunAsync();
        }
        catch
        {
            space.Keep = true;
            output.WriteLine($"Everything is kept in {space.Root}.");
            throw;
        }
    }
}
