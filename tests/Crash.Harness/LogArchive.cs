using Microsoft.Extensions.Logging.Abstractions;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Crash.Harness;

/// <summary>Every segment that the log ever had, kept when the silo is dead, because truncation takes them away.</summary>
internal sealed class LogArchive(string data, string path)
{
    /// <summary>Keeps the segments as they are now.</summary>
    public void Keep()
    {
        var log = Path.Combine(data, "log");
        Directory.CreateDirectory(path);
        if (!Directory.Exists(log)) return;
        foreach (var segment in Directory.EnumerateFiles(log, "*.db"))
        {
            foreach (var part in (string[])["", "-wal"])
            {
                var kept = Path.Combine(path, Path.GetFileName(segment) + part);
                File.Delete(kept);
                if (File.Exists(segment + part)) File.Copy(segment + part, kept);
            }
        }
    }

    /// <summary>A data directory that has this log and nothing else.</summary>
    public void CopyTo(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "log"));
        File.Copy(Path.Combine(data, "twins.json"), Path.Combine(directory, "twins.json"));
        foreach (var file in Directory.EnumerateFiles(path)) File.Copy(file, Path.Combine(directory, "log", Path.GetFileName(file)));
    }

    /// <summary>All batches of the vehicles, read through a copy as the silo reads them.</summary>
    public async Task<List<LogBatch>> ReadAsync(string scratch)
    {
        CopyTo(scratch);
        using var directory = DataDirectory.OpenExisting(scratch);
        var disk = new DiskReserve(() => DiskRoom.Of(directory.FullPath), TimeProvider.System);
        await using var log = new SqliteLog(directory, new StorageOptions(), disk, TimeProvider.System, NullLogger<SqliteLog>.Instance);
        var batches = new List<LogBatch>();
        for (var number = 0; number < directory.Manifest.Partitions; number++)
        {
            var partition = new PartitionId(TwinKind.Vehicle, number);
            for (long after = 0; await log.ReadAsync(partition, after, 1 << 24, CancellationToken.None) is { Count: > 0 } read; after = read[^1].Sequence)
            {
                if (read[0].Sequence != after + 1 || read[^1].Sequence - after != read.Count)
                    throw new CrashCheckException($"The log of {partition} has a hole behind {after}: {read.Count} batches through {read[^1].Sequence}.");
                batches.AddRange(read.Select(LogBatch.Decode));
            }
        }

        return batches;
    }
}
