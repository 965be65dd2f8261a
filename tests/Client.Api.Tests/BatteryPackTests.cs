using System.Net;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Tests;

public sealed class BatteryPackTests
{
    private const string Path = $"/v1/battery-packs/{Samples.PackCode}";

    [Fact]
    public async Task A_pack_shows_the_fresher_cells_of_the_vehicle_that_carries_it()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack());
        api.Cluster.Add(Samples.Vehicle());
        using var response = await api.GetAsync(Path);
        Assert.Equal(
            """
            {"code":"~LTWNA000000000037~1","provisional":true,"reportedCode":"117381303840","version":7,
            "vehicle":{"vin":"LTWNA000000000037","subsystem":1,"since":"2019-12-29T07:51:56.000Z"},"at":"2019-12-30T07:51:56.000Z","voltageV":592.5,"currentA":-12.5,
            "cells":{"at":"2019-12-30T07:51:56.000Z","count":5,"voltagesV":[3.63,null,3.627,null,null],"minV":3.627,"maxV":3.63,"spreadMv":3,
            "absent":{"1":"invalid","3":"abnormal","4":"outOfRange"}},
            "probes":{"at":"2019-12-30T07:51:56.000Z","count":4,"temperaturesC":[20,null,null,null],"absent":{"1":"invalid","2":"abnormal","3":"outOfRange"}},
            "alarms":[{"id":"0123456789abcdef0123456789abcdef","flag":"insulation","level":2,"state":"raised","raisedAt":"2019-12-30T07:46:56.000Z"}],
            "socPercent":100,"energyDischargedKwh":0.3,"energyChargedKwh":64.6,"conflicts":0,"absent":{}}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(ApiHost.Patience));
    }

    [Fact]
    public async Task The_entity_tag_changes_with_either_twin()
    {
        await using var api = await ApiHost.StartAsync();
        var tags = new HashSet<string>();
        foreach (var (pack, vehicle) in new[] { (7, 245), (8, 245), (8, 246), (7, 246) })
        {
            api.Cluster.Add(Samples.Pack(pack));
            api.Cluster.Add(Samples.Vehicle(vehicle));
            using var response = await api.GetAsync(Path);
            var tag = response.Headers.ETag!.ToString();
            Assert.True(tags.Add(tag));
            using var again = await api.GetAsync(Path, ("If-None-Match", tag));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task A_pack_that_its_vehicle_no_longer_carries_shows_its_own_digest()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack());
        api.Cluster.Add(Samples.Vehicle() with { Packs = [new MountedPack(1, "ANOTHER", null, Provisional: false, Samples.At)] });
        var pack = await api.JsonAsync(Path);
        Assert.Equal(590.0, pack.GetProperty("voltageV").GetDouble());
        Assert.Equal(2, pack.GetProperty("cells").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_digest_newer_than_the_vehicles_reading_stays()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack() with { Reading = new PackReading(1, Samples.At.AddMinutes(1), 601.0, null, null, null) });
        api.Cluster.Add(Samples.Vehicle());
        var pack = await api.JsonAsync(Path);
        Assert.Equal(601.0, pack.GetProperty("voltageV").GetDouble());
        Assert.False(pack.TryGetProperty("currentA", out _));
        Assert.Equal(5, pack.GetProperty("cells").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_voltage_or_current_that_is_not_there_is_named_with_its_reason()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack());
        api.Cluster.Add(Samples.Vehicle() with
        {
            PackReadings = [new PackReading(1, Samples.At, null, null, null, null) { VoltageAbsent = "abnormal", CurrentAbsent = "invalid" }],
        });
        var pack = await api.JsonAsync(Path);
        Assert.Equal("""{"voltageV":"abnormal","currentA":"invalid"}""", pack.GetProperty("absent").GetRawText());
        Assert.False(pack.TryGetProperty("voltageV", out _));
    }

    [Fact]
    public async Task A_pack_in_no_vehicle_costs_one_call_and_shows_what_there_is()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(new BatteryPackSnapshot("P1", 3, Provisional: false, null, Mounting: null,
            new PackReading(1, Samples.At, null, null, new CellVoltages(Samples.At, [65535, 65535]), null), null, [], 0, 0, 0));
        Assert.Equal(
            """
            {"code":"P1","provisional":false,"version":3,"at":"2019-12-30T07:51:56.000Z",
            "cells":{"at":"2019-12-30T07:51:56.000Z","count":2,"voltagesV":[null,null],"absent":{"0":"invalid","1":"invalid"}},
            "alarms":[],"energyDischargedKwh":0,"energyChargedKwh":0,"conflicts":0,"absent":{}}
            """.ReplaceLineEndings(""),
            await api.TextAsync("/v1/battery-packs/P1"));
        Assert.Single(api.Cluster.Calls);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(60000, 60.0)]
    public async Task A_cell_at_the_edge_of_its_range_is_a_value(int raw, double voltageV)
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack() with { Mounting = null, Reading = new PackReading(1, Samples.At, null, null, new CellVoltages(Samples.At, [(ushort)raw]), null) });
        Assert.Equal(voltageV, (await api.JsonAsync(Path)).GetProperty("cells").GetProperty("voltagesV")[0].GetDouble());
    }

    [Theory]
    [InlineData(0, -40)]
    [InlineData(250, 210)]
    public async Task A_probe_at_the_edge_of_its_range_is_a_value(int raw, int temperatureC)
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack() with { Mounting = null, Reading = new PackReading(1, Samples.At, null, null, null, new ProbeTemperatures(Samples.At, [(byte)raw])) });
        Assert.Equal(temperatureC, (await api.JsonAsync(Path)).GetProperty("probes").GetProperty("temperaturesC")[0].GetInt32());
    }

    [Fact]
    public async Task Fields_select_from_a_pack_too()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Pack());
        Assert.Equal("""{"code":"~LTWNA000000000037~1","cells":{"maxV":3.601}}""", await api.TextAsync($"{Path}?fields=code,cells(maxV)"));
        await api.ProblemAsync(HttpStatusCode.BadRequest, "field-unknown", $"{Path}?fields=cells.colour");
        await api.ProblemAsync(HttpStatusCode.BadRequest, "fields-malformed", $"{Path}?fields=(");
    }

    [Fact]
    public async Task An_unknown_code_costs_one_call_and_an_impossible_one_none()
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.NotFound, "battery-pack-unknown", $"/v1/battery-packs/{new string('P', 65)}");
        Assert.Empty(api.Cluster.Calls);
        await api.ProblemAsync(HttpStatusCode.NotFound, "battery-pack-unknown", $"/v1/battery-packs/{new string('P', 64)}");
        Assert.Single(api.Cluster.Calls);
    }

    [Fact]
    public async Task Packs_are_listed_in_order_of_code_over_all_partitions()
    {
        await using var api = await ApiHost.StartAsync();
        for (var n = 0; n < 9; n++)
            api.Cluster.Add(TwinKind.BatteryPack, new BatteryPackRow($"P{n}", n, null, n == 0 ? Samples.Vin : null, n == 0 ? 2 : null, n == 0 ? Samples.At : null, n == 0 ? 55 : null, n));
        var first = await api.JsonAsync("/v1/battery-packs?limit=5");
        Assert.Equal(
            """{"code":"P0","version":0,"vehicle":{"vin":"LTWNA000000000037","subsystem":2},"at":"2019-12-30T07:51:56.000Z","socPercent":55,"alarmLevel":0}""",
            first.GetProperty("items")[0].GetRawText());
        Assert.Equal("""{"code":"P4","version":4,"alarmLevel":4}""", first.GetProperty("items")[4].GetRawText());
        var second = await api.TextAsync($"/v1/battery-packs?limit=5&after={first.GetProperty("next").GetString()}");
        Assert.StartsWith("""{"items":[{"code":"P5",""", second, StringComparison.Ordinal);
        Assert.EndsWith(",\"next\":null,\"asOf\":{\"position\":\"0\"}}", second, StringComparison.Ordinal);
    }
}
