using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>A silo that starts anew while a backup of its directory goes on: readers hold what they began to read, and the start does not wait for them.</summary>
public sealed class StartBesideReaderTests : IDisposable
{
    private static readonly DateTime s_longAgo = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _data.Dispose();
    }

    [Fact]
    public async Task A_segment_that_is_being_read_is_sealed_and_what_is_in_its_WAL_is_written_again()
    {
        await using (var log = _data.OpenLog()) for (var i = 1; i <= 3; i++) await log.AppendAsync(Batches.First, Batches.Numbered(i), Token);
        var path = Unsealed();
        using (var reader = Reading(path, "SELECT * FROM batch"))
        {
            var wal = Aged(path);
            await using var log = _data.OpenLog();
            Assert.Equal([1L, 2, 3], (await log.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
            Assert.Equal(4, await log.AppendAsync(Batches.First, Batches.Numbered(4), Token));
            AssertWrittenAgain(path, wal);
        }

        await using var again = _data.OpenLog();
        Assert.Equal([1L, 2, 3, 4], (await again.ReadAllAsync(Batches.First)).Select(Batches.NumberOf));
        Assert.False(File.Exists(path + "-wal"));
    }

    [Fact]
    public async Task A_store_that_is_being_read_is_opened_and_what_is_in_its_WAL_is_written_again()
    {
        var path = _data.Directory.EventsPath;
        await using (var events = OpenEvents()) await events.AppendAsync(Batches.First, 1, [], Token);
        using var reader = Reading(path, "SELECT * FROM store");
        var wal = Aged(path);
        await using var again = OpenEvents();
        AssertWrittenAgain(path, wal);
        Assert.Equal(1, await again.LastSequenceAsync(Batches.First, Token));
        Assert.True(await again.AppendAsync(Batches.First, 2, [], Token));
    }

    private SqliteEventLog OpenEvents() => new(_data.Directory, new StorageOptions(), TimeProvider.System, NullLogger<SqliteEventLog>.Instance);

    /// <summary>A segment as a process leaves it that was killed: not sealed, with something in its WAL.</summary>
    private string Unsealed()
    {
        var path = Path.Combine(_data.Directory.LogPath, "segment-0000000001.db");
        using var connection = SqliteFiles.OpenWriter(path, Durability.Fdatasync, pageBytes: null);
        connection.Run("BEGIN; DROP INDEX batch_place; DROP TABLE span; PRAGMA user_version=0; COMMIT");
        return path;
    }

    private static SqliteConnection Reading(string path, string sql)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        connection.Run("BEGIN");
        connection.Scalar(sql);
        return connection;
    }

    private static byte[] Aged(string path)
    {
        File.SetLastWriteTimeUtc(path + "-wal", s_longAgo);
        return File.ReadAllBytes(path + "-wal");
    }

    private static void AssertWrittenAgain(string path, byte[] wal)
    {
        Assert.NotEmpty(wal);
        Assert.NotEqual(s_longAgo, File.GetLastWriteTimeUtc(path + "-wal"));
        Assert.Equal(wal, File.ReadAllBytes(path + "-wal").AsSpan(0, wal.Length).ToArray());
    }
}
