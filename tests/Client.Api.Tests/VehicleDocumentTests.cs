using System.Net;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Tests;

public sealed class VehicleDocumentTests
{
    private const string Expected =
        """
        {"vin":"LTWNA000000000037","version":245,"status":"offline","eventTime":"2019-12-30T07:51:56.000Z","receivedAt":"2019-12-30T07:51:57.500Z",
        "registration":null,"link":{"kind":"platform","sender":"oem-1","loginSequence":3,"iccid":"89860000000000000006"},
        "state":{"vehicle":{"at":"2019-12-30T07:51:56.000Z","power":"off","charge":"complete","speedKmh":0.0,"odometerKm":287.0,"socPercent":100,"gear":"N","absent":{"currentA":"invalid"}},
        "motors":{"at":"2019-12-30T07:51:56.000Z","items":[{"number":1,"status":"ready","speedRpm":0}]},
        "position":{"at":"2019-12-30T07:51:56.000Z","valid":true,"longitude":119.562652,"latitude":32.155492},
        "custom":{"at":"2019-12-30T07:51:56.000Z"}},
        "packs":[{"subsystem":1,"code":"~LTWNA000000000037~1","reportedCode":"117381303840","provisional":true,"since":"2019-12-29T07:51:56.000Z"}],
        "alarms":[{"id":"0123456789abcdef0123456789abcdef","flag":"insulation","level":2,"state":"raised","raisedAt":"2019-12-30T07:46:56.000Z"}],
        "trip":null,"lastTrip":{"startedAt":"2019-12-30T04:51:56.000Z","endedAt":"2019-12-30T05:51:56.000Z","distanceKm":1,"energyKwh":0.3},
        "session":null,"lastSession":{"startedAt":"2019-12-30T05:51:56.000Z","endedAt":"2019-12-30T07:51:56.000Z","socFrom":28,"socTo":100,"energyKwh":64.6},
        "counters":{"applied":237,"late":4,"duplicate":0,"outOfOrder":0,"quarantined":0}}
        """;

    [Fact]
    public async Task A_vehicle_is_written_member_by_member_as_the_shape_says()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle());
        using var response = await api.GetAsync($"/v1/vehicles/{Samples.Vin}");
        Assert.Equal(Expected.ReplaceLineEndings(""), await response.Content.ReadAsStringAsync(ApiHost.Patience));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("\"v245\"", response.Headers.ETag?.ToString());
        Assert.True(response.Headers.CacheControl?.NoCache);
    }

    [Fact]
    public async Task A_new_vehicle_shows_only_the_members_that_are_there()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(new VehicleSnapshot(
            "V1", 1, VehicleStatus.Online, EventTime: null, Samples.At, Link: null, [], [], [], [], Trip: new Trip(Samples.At, null, null, 0), null, null, null, default));
        Assert.Equal(
            """
            {"vin":"V1","version":1,"status":"online","receivedAt":"2019-12-30T07:51:56.000Z","registration":null,"state":{},"packs":[],"alarms":[],
            "trip":{"startedAt":"2019-12-30T07:51:56.000Z","energyKwh":0},"session":null,
            "counters":{"applied":0,"late":0,"duplicate":0,"outOfOrder":0,"quarantined":0}}
            """.ReplaceLineEndings(""),
            await api.TextAsync("/v1/vehicles/V1"));
    }

    [Theory]
    [InlineData("\"v245\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"v245\"", HttpStatusCode.NotModified)]
    [InlineData("\"v1\", \"v245\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"v244\"", HttpStatusCode.OK)]
    public async Task A_client_that_has_the_document_is_told_so(string ifNoneMatch, HttpStatusCode expected)
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle());
        using var response = await api.GetAsync($"/v1/vehicles/{Samples.Vin}", ("If-None-Match", ifNoneMatch));
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("\"v245\"", response.Headers.ETag?.ToString());
        Assert.Equal(expected == HttpStatusCode.OK, (await response.Content.ReadAsByteArrayAsync(ApiHost.Patience)).Length > 0);
    }

    [Fact]
    public async Task An_unknown_vin_costs_one_call_of_its_partition_and_no_other()
    {
        await using var api = await ApiHost.StartAsync();
        var detail = await api.ProblemAsync(HttpStatusCode.NotFound, "vehicle-unknown", "/v1/vehicles/LUNKNOWN000000001");
        Assert.Contains("LUNKNOWN000000001", detail, StringComparison.Ordinal);
        var partition = api.Cluster.Map.Of(TwinKind.Vehicle, "LUNKNOWN000000001");
        Assert.Equal([$"{partition}.Read(LUNKNOWN000000001)"], api.Cluster.Calls);
    }

    [Theory]
    [InlineData("LTWNA0000000000371")]
    [InlineData("%E6%B2%AA")]
    [InlineData("A%2FB%0A")]
    [InlineData("%7F")]
    public async Task What_can_be_no_vin_calls_nobody(string vin)
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.NotFound, "vehicle-unknown", $"/v1/vehicles/{vin}");
        Assert.Empty(api.Cluster.Calls);
    }

    [Fact]
    public async Task A_partition_that_starts_is_503_with_a_time_to_come_back()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Partition(api.Cluster.Map.Of(TwinKind.Vehicle, Samples.Vin)).Failure = new PartitionUnavailableException();
        using var response = await api.GetAsync($"/v1/vehicles/{Samples.Vin}");
        await ApiHost.ProblemAsync(HttpStatusCode.ServiceUnavailable, "partition-starting", response);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_call_that_times_out_is_503()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Partition(api.Cluster.Map.Of(TwinKind.Vehicle, Samples.Vin)).Failure = new TimeoutException("secret detail");
        var detail = await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, "timeout", $"/v1/vehicles/{Samples.Vin}");
        Assert.DoesNotContain("secret", detail, StringComparison.Ordinal);
    }
}
