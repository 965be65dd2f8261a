using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;
using Twins.Grains.Events;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class SqliteEventLogTests : IDisposable
{
    private const string Trip = "twins.vehicle.trip.started.v1";
    private const string Alarm = "twins.vehicle.alarm.raised.v1";
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Events_come_back_as_they_were_written_in_the_order_of_insertion()
    {
        await using var log = Open();
        Assert.Null(await log.TailAsync(Token));
        Assert.Null((await log.ReadAsync(Query(), Token)).Cursor);
        await log.AppendAsync(Batches.First, 1, [Event("a", "VIN1", Trip), Event("b", "VIN2", Alarm)], Token);
        await log.AppendAsync(Batches.Second, 1, [Event("c", "PACK", Trip)], Token);

        var page = await log.ReadAsync(Query(), Token);

        Assert.Equal([Event("a", "VIN1", Trip), Event("b", "VIN2", Alarm), Event("c", "PACK", Trip)], page.Events.Select(e => e with { Cursor = "" }));
        Assert.False(page.More);
        Assert.Equal(page.Events[^1].Cursor, page.Cursor);
        Assert.Equal(page.Cursor, await log.TailAsync(Token));
        Assert.Equal(3, log.Appended);
    }

    [Fact]
    public async Task A_page_that_is_there_stays_as_it_is_and_does_not_count_again()
    {
        await using (var log = Open()) Assert.True(await log.AppendAsync(Batches.First, 5, [Event("a", "VIN1", Trip)], Token));

        await using var again = Open();
        Assert.False(await again.AppendAsync(Batches.First, 5, [Event("x", "VIN1", Trip), Event("y", "VIN1", Trip)], Token));
        Assert.True(await again.AppendAsync(Batches.First, 4, [Event("b", "VIN1", Trip)], Token));
        Assert.True(await again.AppendAsync(Batches.Second, 5, [], Token));

        Assert.Equal(["a", "b"], (await again.ReadAsync(Query(), Token)).Events.Select(e => e.Id));
        Assert.Equal(1, again.Appended);
    }

    [Fact]
    public async Task A_reader_goes_on_behind_a_cursor_and_sees_each_event_once()
    {
        await using var log = Open();
        for (var i = 1; i <= 25; i++) await log.AppendAsync(Batches.First, i, [Event(Id(i), "VIN1", Trip)], Token);

        var seen = new List<string>();
        EventPage page;
        string? cursor = null;
        do
        {
            page = await log.ReadAsync(Query(cursor, limit: 10), Token);
            seen.AddRange(page.Events.Select(e => e.Id));
            cursor = page.Cursor;
        }
        while (page.More);

        Assert.Equal(Enumerable.Range(1, 25).Select(Id), seen);
        Assert.Empty((await log.ReadAsync(Query(cursor), Token)).Events);
        await log.AppendAsync(Batches.First, 26, [Event(Id(26), "VIN1", Trip)], Token);
        Assert.Equal(Id(26), Assert.Single((await log.ReadAsync(Query(cursor), Token)).Events).Id);
    }

    [Fact]
    public async Task Filters_by_subject_and_type_apply_together_and_the_cursor_moves_past_what_did_not_match()
    {
        await using var log = Open();
        await log.AppendAsync(
            Batches.First, 1, [Event("a", "VIN1", Trip), Event("b", "VIN1", Alarm), Event("c", "VIN2", Alarm), Event("d", "VIN2", Trip)], Token);

        var page = await log.ReadAsync(Query(subject: "VIN1", types: [Alarm]), Token);

        Assert.Equal("b", Assert.Single(page.Events).Id);
        Assert.Equal(await log.TailAsync(Token), page.Cursor);
        Assert.Equal(["b", "c"], (await log.ReadAsync(Query(types: [Alarm]), Token)).Events.Select(e => e.Id));
        Assert.Equal(["c", "d"], (await log.ReadAsync(Query(subject: "VIN2"), Token)).Events.Select(e => e.Id));
        Assert.Empty((await log.ReadAsync(Query(subject: "VIN3"), Token)).Events);
    }

    [Fact]
    public async Task A_search_for_a_rare_type_stops_after_a_bounded_walk_and_says_where_to_go_on()
    {
        await using var log = Open(new StorageOptions { Durability = Durability.None });
        await log.AppendAsync(Batches.First, 1, [.. Enumerable.Range(0, EventReads.MaxLookedAt).Select(i => Event(Id(i), "VIN1", Trip))], Token);
        await log.AppendAsync(Batches.First, 2, [Event("rare", "VIN1", Alarm)], Token);

        var first = await log.ReadAsync(Query(types: [Alarm]), Token);
        var second = await log.ReadAsync(Query(first.Cursor, types: [Alarm]), Token);

        Assert.Empty(first.Events);
        Assert.True(first.More);
        Assert.Equal("rare", Assert.Single(second.Events).Id);
        Assert.False(second.More);
    }

    [Fact]
    public async Task A_subject_is_found_by_its_index_and_never_by_a_scan()
    {
        await using var log = Open();
        using var connection = log.Store.OpenReader();
        using var select = EventReads.Select(connection, "VIN1", after: 7);
        select.CommandText = "EXPLAIN QUERY PLAN " + select.CommandText;
        using var plan = select.ExecuteReader();
        Assert.True(plan.Read());
        Assert.Equal("SEARCH event USING INDEX event_subject (subject=? AND position>?)", plan.GetString(3).Replace("rowid", "position", StringComparison.Ordinal));
        Assert.False(plan.Read());
    }

    [Fact]
    public async Task A_cursor_of_another_log_or_none_at_all_is_refused()
    {
        await using var log = Open();
        await log.AppendAsync(Batches.First, 1, [Event("a", "VIN1", Trip)], Token);
        using var otherData = new TempData();
        await using var other = new SqliteEventLog(otherData.Directory, new StorageOptions(), TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
        for (var i = 1; i <= 2; i++) await other.AppendAsync(Batches.First, i, [Event("a", "VIN1", Trip)], Token);

        foreach (var cursor in new[] { "", "1", "not a cursor at all !!", new string('A', 22), await other.TailAsync(Token) })
            await Assert.ThrowsAsync<EventCursorException>(() => log.ReadAsync(Query(cursor), Token));
    }

    [Fact]
    public async Task A_cursor_behind_the_end_of_a_restored_log_is_refused()
    {
        await using var log = Open();
        await log.AppendAsync(Batches.First, 1, [Event("a", "VIN1", Trip)], Token);
        using var connection = log.Store.OpenReader();
        var beyond = EventCursor.Encode((long)connection.Scalar("SELECT id FROM store")!, 2);
        await Assert.ThrowsAsync<EventCursorException>(() => log.ReadAsync(Query(beyond), Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_limit_outside_1_to_1000_is_refused(int limit)
    {
        await using var log = Open();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(Query(limit: limit), Token));
    }

    [Theory]
    [InlineData(CommitStage.Before)]
    [InlineData(CommitStage.After)]
    internal async Task A_page_whose_commit_failed_is_tried_until_it_is_durable_and_counts_once(CommitStage at)
    {
        var time = new ImpatientTime();
        await using (var log = Open(time: time))
        {
            var left = 3;
            log.Store.Hook = (_, stage) =>
            {
                if (stage == at && left-- > 0) throw new SqliteException("disk I/O error", raw.SQLITE_IOERR, raw.SQLITE_IOERR_FSYNC);
            };
            Assert.True(await log.AppendAsync(Batches.First, 1, [Event("a", "VIN1", Trip)], Token));
            Assert.Equal(1, log.Appended);
            Assert.Null(log.Fault);
            Assert.Equal([100.0, 200, 400], time.Waits.Select(w => w.TotalMilliseconds));
        }

        await using var again = Open();
        Assert.Single((await again.ReadAsync(Query(), Token)).Events);
    }

    private static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    private static EventRecord Event(string id, string subject, string type) => new(
        id, type, $"/v1/vehicles/{subject}", subject, DateTimeOffset.UnixEpoch.AddTicks(7), DateTimeOffset.UnixEpoch.AddDays(1), """{"level":3}""");

    private static EventQuery Query(string? after = null, string? subject = null, ImmutableArray<string> types = default, int limit = 100) =>
        new(after, subject, types, limit);

    private SqliteEventLog Open(StorageOptions? options = null, TimeProvider? time = null) =>
        new(_data.Directory, options ?? new StorageOptions(), time ?? TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
}
