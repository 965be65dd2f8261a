using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class SqliteReminderTableTests : IAsyncDisposable
{
    private static readonly GrainId s_one = GrainId.Create("case", "one");
    private static readonly GrainId s_two = GrainId.Create("case", "two");
    private static readonly DateTime s_noon = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);
    private readonly TempData _data = new();
    private readonly SqliteReminderTable _table;

    public SqliteReminderTableTests() => _table = Open(_data);

    public async ValueTask DisposeAsync()
    {
        await _table.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task What_was_stored_is_read_back_in_each_way_with_its_version()
    {
        var etag = await _table.UpsertRow(Entry(s_one, "deadline"));
        await _table.UpsertRow(Entry(s_one, "poll"));
        await _table.UpsertRow(Entry(s_two, "deadline"));

        var row = await _table.ReadRow(s_one, "deadline");
        Assert.NotNull(row);
        Assert.Equal((s_one, "deadline", s_noon, TimeSpan.FromDays(30), etag), (row.GrainId, row.ReminderName, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
        Assert.Equal(["deadline", "poll"], (await _table.ReadRows(s_one)).Reminders.Select(entry => entry.ReminderName).Order());
        Assert.Equal(3, (await _table.ReadRows(0, 0)).Reminders.Count);
        Assert.Null(await _table.ReadRow(s_two, "poll"));
        Assert.Empty((await _table.ReadRows(GrainId.Create("case", "three"))).Reminders);
    }

    [Fact]
    public async Task A_reminder_that_is_stored_again_replaces_the_old_one_under_a_new_version()
    {
        var before = await _table.UpsertRow(Entry(s_one, "deadline"));
        var later = Entry(s_one, "deadline");
        later.StartAt = s_noon.AddDays(1);
        var after = await _table.UpsertRow(later);
        Assert.NotEqual(before, after);
        var row = Assert.Single((await _table.ReadRows(0, 0)).Reminders);
        Assert.Equal((later.StartAt, after), (row.StartAt, row.ETag));
    }

    [Fact]
    public async Task Only_the_version_that_stands_is_removed_and_no_version_comes_twice()
    {
        var old = await _table.UpsertRow(Entry(s_one, "deadline"));
        var stands = await _table.UpsertRow(Entry(s_one, "deadline"));
        Assert.False(await _table.RemoveRow(s_one, "deadline", old!));
        Assert.False(await _table.RemoveRow(s_one, "deadline", "*"));
        Assert.True(await _table.RemoveRow(s_one, "deadline", stands!));
        Assert.False(await _table.RemoveRow(s_one, "deadline", stands!));
        Assert.DoesNotContain(await _table.UpsertRow(Entry(s_one, "deadline")), new List<string?> { old, stands });

        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task What_was_said_to_be_stored_is_in_the_files_at_that_moment()
    {
        await _table.UpsertRow(Entry(s_one, "deadline"));
        // As the files stand while the table is open and writing: what a process leaves that is killed now.
        using var copy = new TempData();
        foreach (var file in Directory.GetFiles(_data.Path, "reminders.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        await using var left = Open(copy);
        Assert.Equal("deadline", Assert.Single((await left.ReadRows(0, 0)).Reminders).ReminderName);
    }

    [Fact]
    public async Task A_write_waits_for_the_disk_and_is_done_once()
    {
        using var data = new TempData();
        await using var table = Open(data, new ImpatientTime());
        var left = 2;
        string? fault = null;
        table.Store.Hook = (_, stage) =>
        {
            if (stage != CommitStage.Before) return;
            fault = table.Fault;
            if (left-- > 0) throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
        };
        await table.UpsertRow(Entry(s_one, "deadline"));
        Assert.Single((await table.ReadRows(0, 0)).Reminders);
        Assert.Equal("The reminders cannot be written: database or disk is full; it is tried again until it can.", fault);
        Assert.Null(table.Fault);
    }

    private static SqliteReminderTable Open(TempData data, TimeProvider? time = null) =>
        new(data.Directory, new StorageOptions(), time ?? TimeProvider.System, NullLogger<SqliteReminderTable>.Instance);

    private static ReminderEntry Entry(GrainId grain, string name) => new() { GrainId = grain, ReminderName = name, StartAt = s_noon, Period = TimeSpan.FromDays(30) };
}
