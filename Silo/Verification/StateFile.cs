using System.Text.Json;
using Microsoft.Data.Sqlite;
using Twins.Grains.Audit;
using Twins.Grains.Partitions;

namespace Twins.Silo.Verification;

/// <summary>The records of <c>state.db</c>, each checked, those of partitions read.</summary>
internal sealed class StateFile(StoppedDirectory directory, PartitionMap map, AuditReport report)
{
    private const string Checkpoint = "checkpoint";
    private const string Page = "page";

    /// <summary>Checkpoints of all partitions that have one.</summary>
    public Dictionary<PartitionId, PartitionCheckpoint> ReadCheckpoints()
    {
        var found = new Dictionary<PartitionId, PartitionCheckpoint>();
        Read($"WHERE name = '{Checkpoint}'", (name, grain, bytes) =>
        {
            if (PartitionOf(name, grain, out _) is { } partition && Deserialize<PartitionCheckpoint>(name, grain, bytes) is { } checkpoint) found[partition] = checkpoint;
        });
        return found;
    }

    /// <summary>Every page; also looks at every other record.</summary>
    public void ReadPages(Action<PartitionId, int, TwinPage> page)
    {
        Read($"WHERE name <> '{Checkpoint}'", (name, grain, bytes) =>
        {
            if (name != Page || PartitionOf(name, grain, out var number) is not { } partition) return;
            if (Deserialize<TwinPage>(name, grain, bytes) is { } content) page(partition, number, content);
        });
    }

    private void Read(string where, Action<string, string, byte[]> record) => AuditedFile.Read(directory.StatePath, report, connection =>
    {
        using var command = new SqliteCommand($"SELECT name, grain, etag, length, checksum, bytes FROM state {where}", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (name, grain) = (reader.GetString(0), reader.GetString(1));
            if (reader.GetInt64(2) < 1) report.Add("state-etag", grain, $"its version is {reader.GetInt64(2)}");
            if (reader.IsDBNull(5)) continue;
            var bytes = reader.GetFieldValue<byte[]>(5);
            if (bytes.Length != reader.GetInt64(3)) report.Add("state-record", grain, $"it says {reader.GetInt64(3)} bytes and has {bytes.Length}");
            else if (Checksum.Crc32C(bytes) != reader.GetInt64(4)) report.Add("state-record", grain, "its checksum is wrong");
            else record(name, grain, bytes);
        }
    });

    /// <summary>checkpoint/vehicle-0, or page/vehicle-0/12.</summary>
    private PartitionId? PartitionOf(string name, string grain, out int page)
    {
        page = 0;
        var parts = grain.Split('/');
        var fits = parts.Length == (name == Page ? 3 : 2) && parts[0] == name && (name != Page || int.TryParse(parts[2], out page));
        if (fits && PartitionId.TryParse(parts[1], out var partition) && partition.Number < map.Count) return partition;
        report.Add("state-key", grain, $"it names no {name} of this directory");
        return null;
    }

    private T? Deserialize<T>(string name, string grain, byte[] bytes) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(bytes) is { } read) return read;
            report.Add("state-record", grain, $"its {name} is null");
        }
        catch (JsonException e)
        {
            report.Add("state-record", grain, $"it is no {name}: {e.Message}");
        }

        return null;
    }
}
