using System.Net;
using System.Text.Json;

namespace Twins.Client.Api.Tests;

public sealed class EventPageTests
{
    private const string Started = "twins.vehicle.trip.started.v1";
    private const string Ended = "twins.vehicle.trip.ended.v1";

    [Fact]
    public async Task An_event_is_a_cloud_event_with_two_extensions()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Events.Append(Started, Samples.Vin, """{"startedAt":"2019-12-30T07:51:56.000Z"}""");
        Assert.Equal(
            """
            {"items":[{"specversion":"1.0","id":"00000000000000000000000000000001","source":"/v1/vehicles/LTWNA000000000037","type":"twins.vehicle.trip.started.v1",
            "subject":"LTWNA000000000037","time":"1970-01-01T00:00:01.000Z","datacontenttype":"application/json","data":{"startedAt":"2019-12-30T07:51:56.000Z"},
            "cursor":"c1","receivedat":"1970-01-01T00:00:01.250Z"}],"next":null,"asOf":{"position":"c1","time":"2026-11-22T09:00:00.000Z"}}
            """.ReplaceLineEndings(""),
            await api.TextAsync("/v1/events"));
    }

    [Fact]
    public async Task An_empty_log_is_an_empty_page()
    {
        await using var api = await ApiHost.StartAsync();
        Assert.Equal("""{"items":[],"next":null,"asOf":{"time":"2026-11-22T09:00:00.000Z"}}""", await api.TextAsync("/v1/events"));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_the_position_leads_to_what_comes_later()
    {
        await using var api = await ApiHost.StartAsync();
        for (var n = 0; n < 120; n++) api.Cluster.Events.Append(Started, $"V{n}");
        Assert.Equal(50, CursorsOf(await api.JsonAsync("/v1/events")).Length);
        var first = await api.JsonAsync("/v1/events?limit=100");
        Assert.Equal("c100", first.GetProperty("next").GetString());
        var last = await api.JsonAsync("/v1/events?limit=100&after=c100");
        Assert.Equal(20, CursorsOf(last).Length);
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next").ValueKind);
        api.Cluster.Events.Append(Ended, "V0");
        Assert.Equal(["c121"], CursorsOf(await api.JsonAsync($"/v1/events?after={last.GetProperty("asOf").GetProperty("position").GetString()}")));
    }

    [Fact]
    public async Task A_page_can_be_of_one_subject_or_of_some_types()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Events.Append(Started, "A");
        api.Cluster.Events.Append(Ended, "A");
        api.Cluster.Events.Append(Started, "B");
        api.Cluster.Events.Append("twins.vehicle.silent.v1", "B");
        Assert.Equal(["c1", "c2"], CursorsOf(await api.JsonAsync("/v1/events?subject=A")));
        Assert.Equal(["c2"], CursorsOf(await api.JsonAsync($"/v1/events?type={Ended}")));
        Assert.Equal(["c1", "c2", "c3"], CursorsOf(await api.JsonAsync($"/v1/events?type={Started},{Ended}")));
        Assert.Equal(["c1", "c2", "c3"], CursorsOf(await api.JsonAsync($"/v1/events?type={Started}&type={Ended}")));
        Assert.Equal(["c3"], CursorsOf(await api.JsonAsync($"/v1/events?type={Started}&subject=B")));
    }

    [Theory]
    [InlineData("after=c9", "cursor-invalid")]
    [InlineData("after=", "cursor-invalid")]
    [InlineData("after=nonsense", "cursor-invalid")]
    [InlineData("limit=0", "parameter-invalid")]
    [InlineData("subject=", "parameter-invalid")]
    [InlineData("subject=%0A", "parameter-invalid")]
    [InlineData("type=", "parameter-invalid")]
    [InlineData("type=a,,b", "parameter-invalid")]
    [InlineData("type=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33", "parameter-invalid")]
    public async Task A_wrong_parameter_is_400(string query, string code)
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.BadRequest, code, $"/v1/events?{query}");
    }

    [Fact]
    public async Task A_long_cursor_is_refused_without_a_call()
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.BadRequest, "cursor-invalid", $"/v1/events?after={new string('c', 257)}");
        Assert.Empty(api.Cluster.Events.Queries);
    }

    private static string[] CursorsOf(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("cursor").GetString()!)];
}
