using System.CommandLine;
using Twins.Silo.Replay;

namespace Twins.Silo.Hosting;

/// <summary><c>replay</c>: runs kept entries again through today's rules and prints the difference in events.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> s_directory = new("DIR")
    {
        Description = "A data directory that nothing runs on, or a backup.", DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private static readonly Option<DateTimeOffset> s_from = new("--from") { Description = "Arrival of the first entries, for example 2026-11-22T08:00Z.", HelpName = "TIME", Required = true };

    private static readonly Option<DateTimeOffset?> s_to = new("--to") { Description = "Arrival of the last entries; now if left out.", HelpName = "TIME" };

    private static readonly Option<string?> s_backup = new("--backup") { Description = "A backup made before that time: its pages are a nearer start.", HelpName = "BACKUP" };

    public static Command Create()
    {
        var command = new Command("replay", "Runs kept entries again through today's rules, writes nothing, and prints the difference in events.") { s_directory, s_from, s_to, s_backup };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(s_directory), parsed.GetRequiredValue(s_from), parsed.GetValue(s_to) ?? DateTimeOffset.MaxValue, parsed.GetValue(s_backup)));
        return command;
    }

    private static int Run(string path, DateTimeOffset from, DateTimeOffset to, string? backup)
    {
        if (to < from) throw new ConfigurationException($"--to {to:O} lies before --from {from:O}.");
        var done = new LogReplay(path, backup).Run(from, to, Console.Out.WriteLine);
        if (done.KeptSince > from) Console.Out.WriteLine($"The log is kept since {done.KeptSince.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}; nothing before can be replayed.");
        foreach (var (source, partitions) in done.Starts) Console.Out.WriteLine($"{partitions} partitions from {source}");
        Console.Out.WriteLine($"batches={done.Batches} same={done.Same} different={done.Different} pending={done.Pending}");
        return 0;
    }
}
