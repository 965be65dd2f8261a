using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Twins.Client.Api.Tests.Fakes;

namespace Twins.Client.Api.Tests;

public sealed class SystemTests
{
    [Fact]
    public async Task The_system_is_written_member_by_member_as_the_shape_says()
    {
        await using var api = await ApiHost.StartAsync();
        Assert.Equal(
            """
            {"version":"0.1.0","engine":{"name":"embedded","orleans":null},"schema":1,"durability":"fdatasync","startedAt":"2026-11-22T08:00:00.000Z","ready":true,
            "partitions":{"count":64,"maxLag":0,"missing":0},"links":{"terminals":0,"platforms":1},"grains":{"vehicle":1,"batteryPack":1},
            "reports":{"received":241,"durable":241,"pending":0,"applied":237,"late":4,"duplicate":0,"quarantined":0,"lag":0,"refusedTotal":0,"perSecond":0},
            "refused":{"check-code":0,"length":0,"login-unknown":0,"rate":0,"overload":0,"disk":0},"events":{"appended":6,"cursor":"c6"},"memory":{"residentBytes":123456789},
            "refusedBySender":{"oem-1":{"overload":2}},"clock":{"settled":true},"disk":{"freeBytes":987654321}}
            """.ReplaceLineEndings(""),
            await api.TextAsync("/v1/system"));
    }

    [Fact]
    public async Task Refused_reports_are_summed_over_all_reasons_also_over_new_ones()
    {
        await using var api = await ApiHost.StartAsync();
        var totals = api.Cluster.System.Status.Reports with { Refused = FakeSystem.Refused(overload: 3).Add("something-new", 4) };
        api.Cluster.System.Status = api.Cluster.System.Status with { Reports = totals, EventCursor = null, OrleansVersion = "10.4.2" };
        var system = await api.JsonAsync("/v1/system");
        Assert.Equal(7, system.GetProperty("reports").GetProperty("refusedTotal").GetInt64());
        Assert.Equal("""{"check-code":0,"length":0,"login-unknown":0,"rate":0,"overload":3,"disk":0,"something-new":4}""", system.GetProperty("refused").GetRawText());
        Assert.Equal("""{"appended":6}""", system.GetProperty("events").GetRawText());
        Assert.Equal("10.4.2", system.GetProperty("engine").GetProperty("orleans").GetString());
    }

    [Fact]
    public async Task The_process_lives_whatever_the_twins_do()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.System.Failure = new TimeoutException();
        Assert.Equal("""{"status":"live"}""", await api.TextAsync("/healthz/live"));
    }

    [Fact]
    public async Task A_system_that_is_ready_gets_traffic()
    {
        await using var api = await ApiHost.StartAsync();
        Assert.Equal("""{"status":"ready"}""", await api.TextAsync("/healthz/ready"));
    }

    [Fact]
    public async Task What_is_not_ready_is_named_and_only_that()
    {
        await using var api = await ApiHost.StartAsync(services: services => services.AddHealthChecks()
            .AddCheck("log", () => HealthCheckResult.Unhealthy("The log cannot be written."), ["ready"])
            .AddCheck("fine", () => HealthCheckResult.Healthy(), ["ready"])
            .AddCheck("other", () => HealthCheckResult.Unhealthy("Nobody asked."), ["other"])
            .AddCheck("broken", () => throw new InvalidOperationException("secret detail"), ["ready"]));
        using var response = await api.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            """
            {"status":"not-ready","notReady":[{"name":"log","reason":"The log cannot be written."},
            {"name":"broken","reason":"The check failed; the server's log says why."}]}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(ApiHost.Patience));
    }

    [Fact]
    public async Task Twins_that_start_are_not_ready()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.System.Status = api.Cluster.System.Status with { Ready = false };
        using var response = await api.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("\"name\":\"twins\"", await response.Content.ReadAsStringAsync(ApiHost.Patience), StringComparison.Ordinal);
    }
}
