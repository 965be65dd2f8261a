using System.CommandLine;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Hosting;

/// <summary><c>doctor</c>: looks at the log of a stopped data directory; <c>--skip</c> passes over a damaged record.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string> s_data = new("--data")
    {
        Description = "The data directory; nothing may run on it.", HelpName = "DIR", DefaultValueFactory = _ => new DataOptions().Directory,
    };

    private static readonly Option<string?> s_skip = new("--skip")
    {
        Description = "Put a tombstone in the place of a damaged record, for example vehicle-12:4711.", HelpName = "P:SEQ",
    };

    public static Command Create()
    {
        var command = new Command("doctor", "Checks the log of a stopped data directory.") { s_data, s_skip };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(s_data), parsed.GetValue(s_skip)));
        return command;
    }

    private static int Run(string path, string? skip)
    {
        using var directory = DataDirectory.OpenExisting(path);
        if (skip is not null)
        {
            var (partition, sequence) = Parse(skip);
            Say($"{partition}:{sequence}", LogDoctor.Skip(directory, partition, sequence));
        }

        var inspected = LogDoctor.Inspect(directory);
        var damaged = 0;
        foreach (var found in inspected.Partitions)
        {
            Console.Out.WriteLine($"{found.Partition} first={found.First} last={found.Last} records={found.Records} missing={found.Missing} damaged={found.Damaged.Count}");
            foreach (var record in found.Damaged) Console.Out.WriteLine($"  {found.Partition}:{record.Sequence} {record.Reason}");
            damaged += found.Damaged.Count;
        }

        foreach (var segment in inspected.Unreadable)
            Console.Out.WriteLine($"{segment.Path} holds what cannot be read, and nobody can say whose it was: {segment.Reason}; what is missing may have been there");
        var isSound = damaged == 0 && inspected.Unreadable.Count == 0;
        Console.Out.WriteLine(isSound ? "sound" : $"{damaged + inspected.Unreadable.Count} damaged");
        return isSound ? 0 : 1;
    }

    private static void Say(string record, SkippedRecord skipped)
    {
        Console.Out.WriteLine(skipped.IsRead ? $"{record} can be read again" : $"passed over {record}");
        foreach (var (partition, sequence) in skipped.Missing) Console.Out.WriteLine($"  {partition}:{sequence} could not be read and is missing from now on");
        if (skipped.Nameless is not null) Console.Out.WriteLine("  there may have been more, and nobody can say whose it was");
        if (skipped.Kept is not null) Console.Out.WriteLine($"  its segment was written anew; the damaged one is {skipped.Kept}, delete it when nothing more is wanted of it");
    }

    private static (PartitionId Partition, long Sequence) Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && PartitionId.TryParse(parts[0], out var partition) && long.TryParse(parts[1], out var sequence)
            ? (partition, sequence)
            : throw new ConfigurationException($"--skip '{text}' names no record; it looks like vehicle-12:4711.");
    }
}
