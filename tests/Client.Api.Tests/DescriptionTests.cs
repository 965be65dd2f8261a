using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Twins.Client.Api.Tests;

public sealed partial class DescriptionTests
{
    [Theory]
    [InlineData("/v1/vehicles", "200 400 500 503")]
    [InlineData("/v1/vehicles/{vin}", "200 304 400 404 500 503")]
    [InlineData("/v1/battery-packs", "200 400 500 503")]
    [InlineData("/v1/battery-packs/{code}", "200 304 400 404 500 503")]
    [InlineData("/v1/events", "200 400 500 503")]
    [InlineData("/v1/system", "200 500 503")]
    [InlineData("/healthz/live", "200")]
    [InlineData("/healthz/ready", "200 503")]
    public async Task OpenApi_describes_every_outcome_of_every_resource(string path, string outcomes)
    {
        await using var api = await ApiHost.StartAsync();
        var operation = (await api.JsonAsync("/openapi/v1.json")).GetProperty("paths").GetProperty(path).GetProperty("get");
        var responses = operation.GetProperty("responses").EnumerateObject().ToArray();
        Assert.Equal(outcomes, string.Join(' ', responses.Select(response => response.Name).Order(StringComparer.Ordinal)));
        Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()));
        Assert.False(string.IsNullOrEmpty(operation.GetProperty("operationId").GetString()));
        Assert.All(responses.Where(response => response.Name != "304"), response => Assert.True(response.Value.TryGetProperty("content", out _), response.Name));
        if (operation.TryGetProperty("parameters", out var parameters))
            Assert.All(parameters.EnumerateArray(), parameter => Assert.False(string.IsNullOrEmpty(parameter.GetProperty("description").GetString())));
    }

    [Fact]
    public async Task OpenApi_describes_every_member_of_every_document()
    {
        await using var api = await ApiHost.StartAsync();
        var schemas = (await api.JsonAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        var described = 0;
        foreach (var schema in schemas.EnumerateObject())
        {
            if (!schema.Value.TryGetProperty("properties", out var members)) continue;
            foreach (var member in members.EnumerateObject())
            {
                Assert.True(IsDescribed(member.Value), $"{schema.Name}.{member.Name} is not described: {member.Value}");
                described++;
            }
        }

        Assert.InRange(described, 150, int.MaxValue);

        bool IsDescribed(JsonElement member) => member.TryGetProperty("description", out _)
            || (member.TryGetProperty("$ref", out var reference) && IsDescribed(schemas.GetProperty(reference.GetString()!.Split('/')[^1])))
            || (member.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().Any(IsDescribed));
    }

    [Fact]
    public async Task OpenApi_knows_the_units_of_a_vehicles_state_and_the_form_of_times()
    {
        await using var api = await ApiHost.StartAsync();
        var openApi = await api.JsonAsync("/openapi/v1.json");
        var schemas = openApi.GetProperty("components").GetProperty("schemas");
        Assert.Contains("vehicle", Resolve("VehicleState").GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.Contains("socPercent", Resolve("VehicleUnit").GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.Equal("date-time", Resolve("VehicleDocument").GetProperty("properties").GetProperty("receivedAt").GetProperty("format").GetString());
        Assert.Contains("offline", Resolve("VehicleDocument").GetRawText(), StringComparison.Ordinal);
        var limit = openApi.GetProperty("paths").GetProperty("/v1/vehicles").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "limit").GetProperty("schema");
        Assert.Equal((1, 1000, 50), (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32(), limit.GetProperty("default").GetInt32()));

        JsonElement Resolve(string name) => schemas.GetProperty(name);
    }

    [Fact]
    public async Task OpenApi_says_which_members_may_be_left_out_and_which_may_be_null()
    {
        await using var api = await ApiHost.StartAsync();
        var openApi = await api.JsonAsync("/openapi/v1.json");
        var schemas = openApi.GetProperty("components").GetProperty("schemas");
        var vehicle = schemas.GetProperty("VehicleDocument");
        Assert.Equal(
            ["vin", "version", "status", "receivedAt", "registration", "state", "packs", "alarms", "trip", "session", "counters"],
            vehicle.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        string[] nullable = [.. vehicle.GetProperty("properties").EnumerateObject().Where(member => MayBeNull(member.Value)).Select(member => member.Name)];
        Assert.Equal(["registration", "trip", "session"], nullable);
        Assert.Equal(["name", "orleans"], schemas.GetProperty("EngineDocument").GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["at"], schemas.GetProperty("VehicleUnit").GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.False(MayBeNull(schemas.GetProperty("VehicleUnit").GetProperty("properties").GetProperty("socPercent")));
        Assert.True(MayBeNull(schemas.GetProperty("CellsDocument").GetProperty("properties").GetProperty("voltagesV").GetProperty("items")));
        var events = openApi.GetProperty("paths").GetProperty("/v1/events").GetProperty("get");
        Assert.All(events.GetProperty("parameters").EnumerateArray(), parameter => Assert.False(parameter.TryGetProperty("required", out var required) && required.GetBoolean()));
        Assert.StartsWith("A page of events", events.GetProperty("responses").GetProperty("200").GetProperty("description").GetString(), StringComparison.Ordinal);

        Assert.EndsWith("/CloudEvent", events.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("text/event-stream")
            .GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);

        static bool MayBeNull(JsonElement schema) => (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array)
            || (schema.TryGetProperty("oneOf", out var choices) && choices[0].GetProperty("type").ValueEquals("null"));
    }

    [Fact]
    public async Task The_page_at_the_root_links_only_to_what_is_there_and_loads_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        using var response = await api.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync(ApiHost.Patience);
        Assert.Contains("<title>Twins</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        string[] links = [.. Link().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Contains("/openapi/v1.json", links);
        foreach (var link in links) await api.TextAsync(link);
    }

    [GeneratedRegex("<a href=\"([^\"]+)\"")]
    private static partial Regex Link();
}
