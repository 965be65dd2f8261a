using System.Globalization;
using System.Net;
using System.Text.Json;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Tests;

public sealed class VehicleListTests
{
    [Fact]
    public async Task A_row_is_written_as_the_shape_says_and_leaves_out_what_is_not_there()
    {
        await using var api = await ApiHost.StartAsync(partitions: 1);
        api.Cluster.Add(TwinKind.Vehicle, Samples.Row("A"));
        api.Cluster.Add(TwinKind.Vehicle, new VehicleRow("B", 1, null, VehicleStatus.Silent, null, Samples.At, null, 121.0, null, null, null, null, null, null, 3));
        var partition = api.Cluster.Partition(new PartitionId(TwinKind.Vehicle, 0));
        (partition.AppliedSequence, partition.AppliedAt) = (31, Samples.At);
        Assert.Equal(
            """
            {"items":[{"vin":"A","version":3,"status":"online","eventTime":"2019-12-30T07:51:56.000Z","receivedAt":"2019-12-30T07:51:57.000Z",
            "position":{"longitude":121.47,"latitude":31.23},"socPercent":80,"speedKmh":42.5,"odometerKm":1234.5,"power":"on","charge":"notCharging","alarmLevel":0},
            {"vin":"B","version":1,"status":"silent","receivedAt":"2019-12-30T07:51:56.000Z","alarmLevel":3}],
            "next":null,"asOf":{"position":"1f","time":"2019-12-30T07:51:56.000Z"}}
            """.ReplaceLineEndings(""),
            await api.TextAsync("/v1/vehicles"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 64)]
    [InlineData(1000, 8)]
    public async Task Pages_hold_every_vehicle_once_in_order_of_vin_whatever_the_partitions(int limit, int partitions)
    {
        await using var api = await ApiHost.StartAsync(partitions);
        string[] vins = [.. Enumerable.Range(0, 100).Select(n => (n * 7919).ToString("x17", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal)];
        foreach (var vin in vins) api.Cluster.Add(TwinKind.Vehicle, Samples.Row(vin));
        var seen = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await api.JsonAsync($"/v1/vehicles?limit={limit}{(next.Length == 0 ? "" : $"&after={next}")}");
            var items = VinsOf(page);
            Assert.InRange(items.Length, 1, limit);
            seen.AddRange(items);
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(vins, seen);
    }

    [Fact]
    public async Task Fifty_rows_make_a_page_and_a_link_leads_to_the_next()
    {
        await using var api = await ApiHost.StartAsync();
        for (var n = 0; n < 51; n++) api.Cluster.Add(TwinKind.Vehicle, Samples.Row($"V{n:00}"));
        using var response = await api.GetAsync("/v1/vehicles?status=online");
        using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ApiHost.Patience));
        Assert.Equal(50, VinsOf(page.RootElement).Length);
        var link = response.Headers.GetValues("Link").Single();
        Assert.EndsWith("; rel=\"next\"", link, StringComparison.Ordinal);
        var rest = await api.JsonAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal(["V50"], VinsOf(rest));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_filter_keeps_the_vehicles_of_one_status()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var status in Enum.GetValues<VehicleStatus>()) api.Cluster.Add(TwinKind.Vehicle, Samples.Row($"V-{status}", status));
        Assert.Equal(["V-Silent"], VinsOf(await api.JsonAsync("/v1/vehicles?status=silent")));
        Assert.Equal(["V-Online"], VinsOf(await api.JsonAsync("/v1/vehicles?status=online")));
        Assert.Equal(["V-Offline"], VinsOf(await api.JsonAsync("/v1/vehicles?status=offline")));
    }

    [Fact]
    public async Task A_filter_that_keeps_little_gives_short_pages_instead_of_reading_the_whole_fleet()
    {
        await using var api = await ApiHost.StartAsync(partitions: 4);
        for (var n = 0; n < 20_500; n++) api.Cluster.Add(TwinKind.Vehicle, Samples.Row($"V{n:00000}", VehicleStatus.Offline));
        api.Cluster.Add(TwinKind.Vehicle, Samples.Row("W"));
        var first = await api.JsonAsync("/v1/vehicles?status=online");
        Assert.Empty(VinsOf(first));
        Assert.Equal(["W"], VinsOf(await api.JsonAsync($"/v1/vehicles?status=online&after={first.GetProperty("next").GetString()}")));
    }

    [Fact]
    public async Task The_position_changes_with_every_applied_batch_and_the_time_is_the_oldest_partitions()
    {
        await using var api = await ApiHost.StartAsync(partitions: 3);
        Assert.False((await api.JsonAsync("/v1/vehicles")).GetProperty("asOf").TryGetProperty("time", out _));
        for (var n = 0; n < 3; n++) Apply(n, sequence: 10 + n, Samples.At.AddSeconds(n));
        var before = (await api.JsonAsync("/v1/vehicles")).GetProperty("asOf");
        Assert.Equal("2019-12-30T07:51:56.000Z", before.GetProperty("time").GetString());
        Apply(1, sequence: 12, Samples.At.AddSeconds(9));
        var after = (await api.JsonAsync("/v1/vehicles")).GetProperty("asOf");
        Assert.NotEqual(before.GetProperty("position").GetString(), after.GetProperty("position").GetString());

        void Apply(int number, long sequence, DateTimeOffset at)
        {
            var partition = api.Cluster.Partition(new PartitionId(TwinKind.Vehicle, number));
            (partition.AppliedSequence, partition.AppliedAt) = (sequence, at);
        }
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=many")]
    [InlineData("limit=")]
    [InlineData("status=Online")]
    public async Task A_wrong_parameter_is_named(string query)
    {
        await using var api = await ApiHost.StartAsync();
        var detail = await api.ProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid", $"/v1/vehicles?{query}");
        Assert.Contains($"'{query.Split('=')[0]}'", detail, StringComparison.Ordinal);
        Assert.Empty(api.Cluster.Calls);
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_and_filter_only()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(TwinKind.Vehicle, Samples.Row("A"));
        api.Cluster.Add(TwinKind.Vehicle, Samples.Row("B"));
        var next = (await api.JsonAsync("/v1/vehicles?limit=1")).GetProperty("next").GetString();
        Assert.Equal(["B"], VinsOf(await api.JsonAsync($"/v1/vehicles?after={next}")));
        string[] wrong = [$"/v1/vehicles?status=online&after={next}", $"/v1/battery-packs?after={next}", "/v1/vehicles?after=B", "/v1/vehicles?after=%20%F0",
            "/v1/vehicles?after=", $"/v1/vehicles?after={new string('A', 1000)}"];
        foreach (var path in wrong) await api.ProblemAsync(HttpStatusCode.BadRequest, "cursor-invalid", path);
    }

    [Fact]
    public async Task One_partition_that_starts_makes_the_list_503()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Partition(new PartitionId(TwinKind.Vehicle, 5)).Failure = new PartitionUnavailableException();
        await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, "partition-starting", "/v1/vehicles");
    }

    private static string[] VinsOf(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("vin").GetString()!)];
}
