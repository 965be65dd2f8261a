using System.CommandLine;
using Twins.Silo.Verification;

namespace Twins.Silo.Hosting;

/// <summary><c>verify</c>: checks every invariant of a data directory that nothing runs on, or of a backup.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> s_directory = new("DIR")
    {
        Description = "A data directory that nothing runs on, or a backup.", DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private static readonly Option<bool> s_replay = new("--replay")
    {
        Description = "Also apply every log that is whole again, by the rules of this version, and compare pages, events and consequences, once nothing else is broken; takes as long as the log is.",
    };

    public static Command Create()
    {
        var command = new Command("verify", "Checks every invariant of a data directory that nothing runs on; prints one line for each that is broken.") { s_directory, s_replay };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(s_directory), parsed.GetValue(s_replay)));
        return command;
    }

    private static int Run(string path, bool replay)
    {
        var verified = DataVerifier.Verify(path, replay);
        foreach (var finding in verified.Report.Findings) Console.Out.WriteLine($"broken {finding}");
        var more = verified.Report.Count - verified.Report.Findings.Count;
        if (more > 0) Console.Out.WriteLine($"and {more} more");
        Console.Out.WriteLine($"partitions={verified.Partitions} batches={verified.Batches} twins={verified.Twins} events={verified.Events}{(replay ? $" replayed={verified.Replayed}" : "")}");
        Console.Out.WriteLine(verified.Report.Count == 0 ? "sound" : $"{verified.Report.Count} broken");
        return verified.Report.Count == 0 ? 0 : 1;
    }
}
