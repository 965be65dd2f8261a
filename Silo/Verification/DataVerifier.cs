using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>What a directory holds.</summary>
internal sealed record Verified(AuditReport Report, int Partitions, long Batches, long Twins, long Events);

/// <summary>Checks a data directory that nothing runs on against every invariant of its formats (R1 to R5). Reads only.</summary>
internal static class DataVerifier
{
    /// <summary>Checks the directory.</summary>
    /// <exception cref="ConfigurationException">There is no such data directory, or a process runs on it.</exception>
    public static Verified Verify(string path)
    {
        using var directory = StoppedDirectory.Open(path);
        var report = new AuditReport();
        if (ReadManifest(directory, report) is not { } manifest) return new Verified(report, 0, 0, 0, 0);
        var map = new PartitionMap(manifest.Partitions);
        var log = new LogFiles(directory, map, report);
        log.Open();
        var state = new StateFile(directory, map, report);
        var checkpoints = state.ReadCheckpoints();
        var audits = map.All().ToDictionary(id => id, id =>
            new PartitionAudit(id, map, manifest.Pages, checkpoints.GetValueOrDefault(id), log.EndOf(id), report));
        long twins = 0;
        state.ReadPages((partition, number, page) =>
        {
            twins += page.Twins.Length;
            audits[partition].Add(number, page);
        });
        log.Read(batch => audits[batch.Partition].Add(batch));
        var events = new EventFile(directory, audits, report);
        events.Read();
        foreach (var audit in audits.Values) audit.Finish(log.EndOf);
        return new Verified(report, audits.Count, log.Batches, twins, events.Events);
    }

    private static DataManifest? ReadManifest(StoppedDirectory directory, AuditReport report)
    {
        try
        {
            var manifest = DataManifest.Read(directory.ManifestPath);
            if (manifest.Partitions <= PartitionMap.MaxCount) return manifest;
            report.Add("manifest", directory.ManifestPath, $"it says {manifest.Partitions} partitions; there are at most {PartitionMap.MaxCount}");
        }
        catch (ConfigurationException e)
        {
            report.Add("manifest", directory.ManifestPath, e.Message);
        }

        return null;
    }
}
