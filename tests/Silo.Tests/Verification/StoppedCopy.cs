using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Verification;

/// <summary>A copy of a stopped data directory that one test may damage.</summary>
internal sealed class StoppedCopy(StoppedData data) : IDisposable
{
    public string FullPath { get; } = data.Copy();

    public void Dispose() => Directory.Delete(FullPath, recursive: true);

    public object? OnLog(string sql) => Run(Segment.Find(Path.Combine(FullPath, "log"))[^1], sql);

    public object? OnState(string sql) => Run(Path.Combine(FullPath, "state.db"), sql);

    public object? OnEvents(string sql) => Run(Path.Combine(FullPath, "events.db"), sql);

    public void Checkpoint(string partition, Action<JsonNode> change) => Change($"checkpoint/{partition}", json =>
    {
        change(json);
        return json;
    });

    /// <summary>Some page of a partition.</summary>
    public void Page(string partition, Func<TwinPage, TwinPage> change) =>
        Change((string)OnState($"SELECT grain FROM state WHERE grain LIKE 'page/{partition}/%' LIMIT 1")!, json =>
            JsonSerializer.SerializeToNode(change(json.Deserialize<TwinPage>()!))!);

    /// <summary>Some page of a partition, its first twin.</summary>
    public void Twin(string partition, Func<PagedTwin, PagedTwin> change) =>
        Page(partition, page => page with { Twins = page.Twins.SetItem(0, change(page.Twins[0])) });

    /// <summary>Rewrites a record with a right checksum, so that only its content is wrong.</summary>
    private void Change(string grain, Func<JsonNode, JsonNode> change)
    {
        var json = change(JsonNode.Parse((byte[])OnState($"SELECT bytes FROM state WHERE grain = '{grain}'")!)!);
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        OnState($"UPDATE state SET bytes = x'{Convert.ToHexString(bytes)}', length = {bytes.Length}, checksum = {Checksum.Crc32C(bytes)} WHERE grain = '{grain}'");
    }

    private static object? Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection.Scalar(sql);
    }
}
