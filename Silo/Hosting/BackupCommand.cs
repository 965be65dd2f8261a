using System.CommandLine;
using Twins.Silo.Backup;

namespace Twins.Silo.Hosting;

/// <summary><c>backup</c> copies a data directory, also while Twins runs on it; <c>restore</c> makes a data directory of the copy.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> s_backup = new("BACKUP") { Description = "The directory of the backup." };

    private static readonly Option<string> s_from = new("--data")
    {
        Description = "The data directory to copy; Twins may run on it.", HelpName = "DIR", DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private static readonly Option<string> s_to = new("--data")
    {
        Description = "The data directory to make; it must not be there yet, or be empty.", HelpName = "DIR", Required = true,
    };

    public static Command CreateBackup()
    {
        var command = new Command("backup", "Copies a data directory, also while Twins runs on it.") { s_backup, s_from };
        command.SetAction(async (parsed, stop) => Say("backed up", parsed.GetRequiredValue(s_backup), await DataBackup.CreateAsync(
            Path.GetFullPath(parsed.GetRequiredValue(s_from)), Path.GetFullPath(parsed.GetRequiredValue(s_backup)), TimeProvider.System, stop)));
        return command;
    }

    public static Command CreateRestore()
    {
        var command = new Command("restore", "Makes a data directory of a backup.") { s_backup, s_to };
        command.SetAction(parsed => Say("restored", parsed.GetRequiredValue(s_to), DataRestore.Restore(
            Path.GetFullPath(parsed.GetRequiredValue(s_backup)), Path.GetFullPath(parsed.GetRequiredValue(s_to)))));
        return command;
    }

    private static int Say(string what, string where, BackupManifest manifest)
    {
        Console.Out.WriteLine($"{what} {where} files={manifest.Files.Count} bytes={manifest.Files.Sum(file => file.Bytes)} taken={manifest.TakenAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}");
        return 0;
    }
}
