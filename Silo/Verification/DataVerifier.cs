using Twins.Grains.Audit;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>What a directory holds.</summary>
/// <param name="Report">What is broken.</param>
/// <param name="Partitions">Partitions.</param>
/// <param name="Batches">Batches of their logs.</param>
/// <param name="Twins">Twins in their pages.</param>
/// <param name="Events">Events.</param>
/// <param name="Replayed">Partitions whose log was applied again.</param>
internal sealed record Verified(AuditReport Report, int Partitions, long Batches, long Twins, long Events, int Replayed);

/// <summary>Checks a data directory that nothing runs on against every invariant of its formats (R1 to R5). Reads only.</summary>
internal static class DataVerifier
{
    /// <summary>Checks the directory.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="replay">Also applies whole logs again, by the rules of this version (<see cref="ReplayCheck"/>).</param>
    /// <exception cref="ConfigurationException">There is no such data directory, or a process runs on it.</exception>
    public static Verified Verify(string path, bool replay = false)
    {
        using var directory = StoppedDirectory.Open(path);
        var report = new AuditReport();
        if (ReadManifest(directory, report) is not { } manifest) return new Verified(report, 0, 0, 0, 0, 0);
        var map = new PartitionMap(manifest.Partitions);
        var log = new LogFiles(directory, map, report);
        log.Open();
        foreach (var missing in Stores.Missing(directory.FullPath)) report.Add("file", missing, "it is missing or empty, and the other files are there");
        AuditedFile.Read(directory.RemindersPath, report, connection => connection.Scalar("SELECT count(*) FROM reminder"));
        var state = new StateFile(directory, map, report);
        var checkpoints = state.ReadCheckpoints();
        var audits = map.All().ToDictionary(id => id, id =>
            new PartitionAudit(id, map, manifest.Pages, checkpoints.GetValueOrDefault(id), log.EndOf(id), report));
        var again = new ReplayCheck(map, manifest.Pages, checkpoints, report);
        long twins = 0;
        state.ReadPages((partition, number, page) =>
        {
            twins += page.Twins.Length;
            audits[partition].Add(number, page);
            if (replay) again.Add(partition, number, page);
        });
        log.Read(batch => audits[batch.Partition].Add(batch));
        var batches = log.Batches;
        var events = new EventFile(directory, audits, report);
        events.Read();
        foreach (var audit in audits.Values) audit.Finish(log.EndOf);
        if (replay && report.Count == 0) again.Run(log, audits, directory.EventsPath);
        return new Verified(report, audits.Count, batches, twins, events.Events, again.Replayed);
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
