using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using SQLitePCL;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class SqliteGrainStorageTests : IAsyncDisposable
{
    private const string Name = "page";
    private static readonly GrainId s_grain = GrainId.Create("page", "vehicle-1/2");
    private readonly TempData _data = new();
    private readonly SqliteGrainStorage _storage;

    public SqliteGrainStorageTests() => _storage = Open();

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_record_that_is_not_there_is_read_as_a_new_state_without_tag()
    {
        var state = await ReadAsync();
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(new Counter(), state.State);

        var record = new GrainState<Positional>();
        await _storage.ReadStateAsync(Name, s_grain, record);
        Assert.NotNull(record.State);
    }

    [Fact]
    public async Task What_was_written_is_read_back_after_a_restart_with_its_tag()
    {
        var written = new GrainState<Counter> { State = new Counter { Value = 7 } };
        await _storage.WriteStateAsync(Name, s_grain, written);
        Assert.True(written.RecordExists);
        var first = written.ETag;
        written.State = new Counter { Value = 8 };
        await _storage.WriteStateAsync(Name, s_grain, written);
        Assert.NotEqual(first, written.ETag);
        await _storage.DisposeAsync();

        await using var again = Open();
        var read = new GrainState<Counter>();
        await again.ReadStateAsync(Name, s_grain, read);
        Assert.Equal((8, written.ETag, true), (read.State!.Value, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task States_of_other_names_and_grains_are_apart()
    {
        await _storage.WriteStateAsync(Name, s_grain, new GrainState<Counter> { State = new Counter { Value = 1 } });
        await _storage.WriteStateAsync("other", s_grain, new GrainState<Counter> { State = new Counter { Value = 2 } });
        await _storage.WriteStateAsync(Name, GrainId.Create("page", "vehicle-1/3"), new GrainState<Counter> { State = new Counter { Value = 3 } });
        Assert.Equal(1, (await ReadAsync()).State!.Value);
    }

    [Fact]
    public async Task A_write_with_a_tag_that_is_not_the_stored_one_is_refused_with_both()
    {
        var mine = new GrainState<Counter> { State = new Counter() };
        await _storage.WriteStateAsync(Name, s_grain, mine);
        var theirs = await ReadAsync();
        await _storage.WriteStateAsync(Name, s_grain, theirs);

        await AssertConflictAsync("2", "1", () => _storage.WriteStateAsync(Name, s_grain, mine));
        await AssertConflictAsync("2", "1", () => _storage.ClearStateAsync(Name, s_grain, mine));
        await AssertConflictAsync("2", null, () => _storage.WriteStateAsync(Name, s_grain, new GrainState<Counter> { State = new Counter() }));
        await AssertConflictAsync("2", "*", () => _storage.WriteStateAsync(Name, s_grain, new GrainState<Counter> { State = new Counter(), ETag = "*" }));
        await AssertConflictAsync(null, "1", () => _storage.WriteStateAsync("absent", s_grain, mine));
        Assert.Equal("1", mine.ETag);
        Assert.Equal("2", (await ReadAsync()).ETag);
    }

    [Fact]
    public async Task A_cleared_record_does_not_exist_and_its_versions_go_on()
    {
        var state = new GrainState<Counter> { State = new Counter { Value = 5 } };
        await _storage.WriteStateAsync(Name, s_grain, state);
        var stale = await ReadAsync();
        await _storage.ClearStateAsync(Name, s_grain, state);

        Assert.Equal((false, 0), (state.RecordExists, state.State!.Value));
        var read = await ReadAsync();
        Assert.Equal((false, state.ETag, 0), (read.RecordExists, read.ETag, read.State!.Value));
        await _storage.WriteStateAsync(Name, s_grain, read);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, s_grain, stale));
    }

    [Fact]
    public async Task Clearing_what_was_never_read_clears_what_is_there_and_nothing_else()
    {
        await _storage.ClearStateAsync(Name, s_grain, new GrainState<Counter>());
        Assert.Null((await ReadAsync()).ETag);

        await _storage.WriteStateAsync(Name, s_grain, new GrainState<Counter> { State = new Counter { Value = 5 } });
        await _storage.ClearStateAsync(Name, s_grain, new GrainState<Counter>());
        Assert.False((await ReadAsync()).RecordExists);
    }

    [Theory]
    [InlineData("UPDATE state SET bytes = substr(bytes, 1, 3)", "it says 11 bytes and has 3")]
    [InlineData("UPDATE state SET bytes = cast(replace(cast(bytes AS TEXT), '5', '6') AS BLOB)", "its checksum is wrong")]
    public async Task Damaged_bytes_are_not_read_and_the_record_is_named(string damage, string why)
    {
        await _storage.WriteStateAsync(Name, s_grain, new GrainState<Counter> { State = new Counter { Value = 5 } });
        Damage(damage);
        var error = await Assert.ThrowsAsync<StateDamagedException>(ReadAsync);
        Assert.Equal($"The state 'page' of grain {s_grain} is damaged: {why}; stop the silo and restore state.db from a backup.", error.Message);
    }

    [Fact]
    public async Task Bytes_of_another_type_are_damage()
    {
        await _storage.WriteStateAsync(Name, s_grain, new GrainState<Dictionary<string, string>> { State = new() { ["Value"] = "text" } });
        Assert.Contains("it is not a Counter", (await Assert.ThrowsAsync<StateDamagedException>(ReadAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_waits_for_the_disk_and_is_done_once()
    {
        await using var storage = Open(new ImpatientTime(), "second");
        var left = 2;
        string? fault = null;
        storage.Store.Hook = (_, stage) =>
        {
            if (stage != CommitStage.Before) return;
            fault = storage.Fault;
            if (left-- > 0) throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
        };
        var state = new GrainState<Counter> { State = new Counter { Value = 5 } };
        await storage.WriteStateAsync(Name, s_grain, state);

        Assert.Equal("1", state.ETag);
        Assert.Equal("The grain state cannot be written: database or disk is full; it is tried again until it can.", fault);
        Assert.Null(storage.Fault);
    }

    private static async Task AssertConflictAsync(string? stored, string? current, Func<Task> write)
    {
        var error = await Assert.ThrowsAsync<InconsistentStateException>(write);
        Assert.Contains($"it stands at ETag {stored ?? "none"}, not {current ?? "none"}.", error.Message, StringComparison.Ordinal);
    }

    private async Task<GrainState<Counter>> ReadAsync()
    {
        var state = new GrainState<Counter>();
        await _storage.ReadStateAsync(Name, s_grain, state);
        return state;
    }

    private void Damage(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_data.Directory.StatePath};Pooling=False");
        connection.Open();
        connection.Run(sql);
    }

    private SqliteGrainStorage Open(TimeProvider? time = null, string? subdirectory = null)
    {
        var directory = subdirectory is null ? _data.Directory : DataDirectory.Open(Path.Combine(_data.Path, subdirectory), 1);
        return new(directory, new StorageOptions(), JsonSerializerOptions.Default, time ?? TimeProvider.System, NullLogger<SqliteGrainStorage>.Instance);
    }

    internal sealed record Counter
    {
        public int Value { get; init; }
    }

    internal sealed record Positional(int Value);
}
