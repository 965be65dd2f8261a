using System.Globalization;
using System.Net;

namespace Twins.Client.Api.Tests;

public sealed class EventStreamTests
{
    private const string Type = "twins.vehicle.silent.v1";
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task An_event_reaches_a_subscriber_as_id_event_and_data()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Events.Append(Type, "OLD");
        using var stream = await EventStream.OpenAsync(api);
        api.Cluster.Events.Append(Type, "A", "{\n  \"level\": 2\r\n}");
        api.Time.Advance(s_tick);
        Assert.Equal(
            [
                "id: c2",
                "event: twins.vehicle.silent.v1",
                """data: {"specversion":"1.0","id":"00000000000000000000000000000002","source":"/v1/vehicles/A","type":"twins.vehicle.silent.v1","subject":"A","""
                    + "\"time\":\"1970-01-01T00:00:02.000Z\",\"datacontenttype\":\"application/json\",\"data\":{   \"level\": 2  },"
                    + "\"cursor\":\"c2\",\"receivedat\":\"1970-01-01T00:00:02.250Z\"}",
            ],
            await stream.BlockAsync());
    }

    [Fact]
    public async Task A_stream_of_an_empty_log_begins_with_its_first_event()
    {
        await using var api = await ApiHost.StartAsync();
        using var stream = await EventStream.OpenAsync(api);
        for (var n = 1; n <= 3; n++)
        {
            var cursor = api.Cluster.Events.Append(Type, "A");
            api.Time.Advance(s_tick);
            Assert.Equal([cursor], await stream.CursorsAsync(1));
        }
    }

    [Theory]
    [InlineData("?after=c2", null)]
    [InlineData("", "c2")]
    [InlineData("?after=c4", "c2")]
    public async Task A_stream_goes_on_behind_its_cursor_and_then_lives(string query, string? lastEventId)
    {
        await using var api = await ApiHost.StartAsync();
        for (var n = 1; n <= 4; n++) api.Cluster.Events.Append(Type, "A");
        using var stream = await EventStream.OpenAsync(api, query, lastEventId);
        Assert.Equal(["c3", "c4"], await stream.CursorsAsync(2));
        api.Cluster.Events.Append(Type, "A");
        api.Time.Advance(s_tick);
        Assert.Equal(["c5"], await stream.CursorsAsync(1));
    }

    [Fact]
    public async Task Long_catching_up_takes_many_pages_and_leaves_nothing_out()
    {
        await using var api = await ApiHost.StartAsync();
        for (var n = 1; n <= 2100; n++) api.Cluster.Events.Append(Type, "A");
        using var stream = await EventStream.OpenAsync(api, "?after=c1");
        Assert.Equal(Cursors(2, 2100), await stream.CursorsAsync(2099));
    }

    [Fact]
    public async Task Each_subscriber_gets_what_its_filter_lets_through()
    {
        await using var api = await ApiHost.StartAsync();
        using var all = await EventStream.OpenAsync(api);
        using var ofB = await EventStream.OpenAsync(api, "?subject=B");
        using var ended = await EventStream.OpenAsync(api, "?type=twins.vehicle.trip.ended.v1");
        for (var round = 0; round < 2; round++)
        {
            var first = api.Cluster.Events.Append(Type, "A");
            var second = api.Cluster.Events.Append("twins.vehicle.trip.ended.v1", "A");
            var third = api.Cluster.Events.Append(Type, "B");
            api.Time.Advance(s_tick);
            Assert.Equal([first, second, third], await all.CursorsAsync(3));
            Assert.Equal([third], await ofB.CursorsAsync(1));
            Assert.Equal([second], await ended.CursorsAsync(1));
        }
    }

    [Fact]
    public async Task One_tail_reads_for_all_subscribers_and_only_while_there_are_some()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Events.Append(Type, "A");
        api.Time.Advance(s_tick);
        Assert.Empty(api.Cluster.Events.Queries);

        EventStream[] streams = [await EventStream.OpenAsync(api), await EventStream.OpenAsync(api), await EventStream.OpenAsync(api)];
        await DeliverAsync();
        await DeliverAsync();
        var settled = api.Cluster.Events.Queries.Count;
        for (var n = 0; n < 10; n++) await DeliverAsync();
        // Three readers would have read thirty times.
        Assert.InRange(api.Cluster.Events.Queries.Count - settled, 10, 11);
        foreach (var stream in streams) stream.Dispose();

        async Task DeliverAsync()
        {
            var cursor = api.Cluster.Events.Append(Type, "A");
            api.Time.Advance(s_tick);
            foreach (var stream in streams) Assert.Equal([cursor], await stream.CursorsAsync(1));
        }
    }

    [Fact]
    public async Task A_subscriber_that_falls_behind_gets_everything_once_and_in_order_from_the_log()
    {
        const int ticks = 60, perTick = 40;
        await using var api = await ApiHost.StartAsync();
        var filler = $"{{\"filler\":\"{new string('x', 10_000)}\"}}";
        using var slow = await EventStream.OpenAsync(api, "?subject=S");
        using var quick = await EventStream.OpenAsync(api, "?subject=Q");
        for (var tick = 0; tick < ticks; tick++)
        {
            // 24 MB, more than sockets hold, stand still in front of the slow one, while the quick one keeps pace with the tail.
            for (var n = 0; n < perTick; n++) api.Cluster.Events.Append(Type, "S", filler);
            var mark = api.Cluster.Events.Append(Type, "Q");
            api.Time.Advance(s_tick);
            Assert.Equal([mark], await quick.CursorsAsync(1));
        }

        string[] expected = [.. Cursors(1, ticks * (perTick + 1)).Where((_, i) => i % (perTick + 1) != perTick)];
        Assert.Equal(expected, await slow.CursorsAsync(expected.Length));
        Assert.Contains(api.Cluster.Events.Queries, query => query is { Subject: "S", After: not null });
    }

    [Fact]
    public async Task A_comment_comes_every_15_seconds()
    {
        await using var api = await ApiHost.StartAsync();
        using var stream = await EventStream.OpenAsync(api);
        for (var n = 0; n < 3; n++)
        {
            api.Time.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal([": keep-alive"], await stream.BlockAsync());
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_for_a_while_loses_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        using var stream = await EventStream.OpenAsync(api);
        api.Cluster.Events.Append(Type, "A");
        api.Time.Advance(s_tick);
        Assert.Equal(["c1"], await stream.CursorsAsync(1));
        api.Cluster.Events.Failure = new TimeoutException();
        api.Cluster.Events.Append(Type, "A");
        var failed = api.Cluster.Events.WhenRead(_ => true);
        api.Time.Advance(s_tick);
        await failed.WaitAsync(ApiHost.Patience);
        api.Time.Advance(s_tick);
        Assert.Equal(["c2"], await stream.CursorsAsync(1));
    }

    [Theory]
    [InlineData("?after=c9", null, "after")]
    [InlineData("", "c9", "Last-Event-ID")]
    public async Task A_cursor_of_another_log_is_refused_before_the_stream_begins(string query, string? lastEventId, string named)
    {
        await using var api = await ApiHost.StartAsync();
        using var response = await EventStream.SendAsync(api, query, lastEventId);
        Assert.Contains($"'{named}'", await ApiHost.ProblemAsync(HttpStatusCode.BadRequest, "cursor-invalid", response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribers_are_bounded_and_a_place_that_becomes_free_is_given_again()
    {
        await using var api = await ApiHost.StartAsync(configure: options => options.MaxEventSubscribers = 1);
        var first = await EventStream.OpenAsync(api);
        using (var refused = await EventStream.SendAsync(api))
        {
            await ApiHost.ProblemAsync(HttpStatusCode.ServiceUnavailable, "subscribers-exhausted", refused);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        first.Dispose();
        HttpResponseMessage next;
        while ((next = await EventStream.SendAsync(api)).StatusCode == HttpStatusCode.ServiceUnavailable) next.Dispose();
        using (next) Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_the_server_stops()
    {
        await using var api = await ApiHost.StartAsync();
        using var stream = await EventStream.OpenAsync(api);
        api.Stop();
        Assert.Equal("", await stream.RestAsync());
    }

    private static IEnumerable<string> Cursors(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(n => string.Create(CultureInfo.InvariantCulture, $"c{n}"));
}
