using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Twins.Client.Api.Documents;

namespace Twins.Client.Api.Tests;

public sealed class FieldSelectionTests
{
    [Theory]
    [InlineData("status", """{"status":"offline"}""")]
    [InlineData("version,vin", """{"vin":"LTWNA000000000037","version":245}""")]
    [InlineData("status,state.vehicle(socPercent)", """{"status":"offline","state":{"vehicle":{"socPercent":100}}}""")]
    [InlineData("state(vehicle(socPercent,gear),position.valid)", """{"state":{"vehicle":{"socPercent":100,"gear":"N"},"position":{"valid":true}}}""")]
    [InlineData("state.vehicle.socPercent,state.vehicle.gear", """{"state":{"vehicle":{"socPercent":100,"gear":"N"}}}""")]
    [InlineData("state.position.valid,state.position", """{"state":{"position":{"at":"2019-12-30T07:51:56.000Z","valid":true,"longitude":119.562652,"latitude":32.155492}}}""")]
    [InlineData("state.motors.items(number)", """{"state":{"motors":{"items":[{"number":1}]}}}""")]
    [InlineData("alarms.flag,packs(code)", """{"packs":[{"code":"~LTWNA000000000037~1"}],"alarms":[{"flag":"insulation"}]}""")]
    [InlineData("state.vehicle.absent.currentA", """{"state":{"vehicle":{"absent":{"currentA":"invalid"}}}}""")]
    [InlineData("trip.startedAt,registration", """{"registration":null,"trip":null}""")]
    [InlineData("state.engine.speedRpm", """{"state":{}}""")]
    [InlineData("state.custom", """{"state":{"custom":{"at":"2019-12-30T07:51:56.000Z"}}}""")]
    public async Task A_client_gets_the_members_that_it_names_in_the_documents_order(string fields, string expected)
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle());
        Assert.Equal(expected, await api.TextAsync($"/v1/vehicles/{Samples.Vin}?fields={fields}"));
    }

    [Theory]
    [InlineData("colour", "colour")]
    [InlineData("status,state.vehicle(socPercent,colour)", "state.vehicle.colour")]
    [InlineData("status.colour", "status.colour")]
    [InlineData("state.unit99", "state.unit99")]
    [InlineData("Status", "Status")]
    public async Task An_unknown_field_is_named(string fields, string unknown)
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle());
        var detail = await api.ProblemAsync(HttpStatusCode.BadRequest, "field-unknown", $"/v1/vehicles/{Samples.Vin}?fields={fields}");
        Assert.Contains($"'{unknown}'", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",status")]
    [InlineData("status,")]
    [InlineData("state(vehicle")]
    [InlineData("state)")]
    [InlineData("state()")]
    [InlineData("state..vehicle")]
    [InlineData("a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a(a))))))))))))))))))")]
    public async Task A_selection_that_cannot_be_read_calls_nobody(string fields)
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.BadRequest, "fields-malformed", $"/v1/vehicles/{Samples.Vin}?fields={fields}");
        Assert.Empty(api.Cluster.Calls);
    }

    [Fact]
    public void Any_text_is_either_a_selection_or_an_error() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text => FieldSelection.TryParse(text.Get, out var selection, out var error) ? selection is not null && error is null : selection is null && error is { Length: > 0 })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_list_of_paths_is_a_selection_however_it_is_nested() => Prop.ForAll(
        Gen.Sized(size => Selection(Math.Min(size, 4))).ToArbitrary(),
        text => FieldSelection.TryParse(text, out _, out _)).QuickCheckThrowOnFailure();

    private static Gen<string> Selection(int depth)
    {
        var name = Gen.Elements("a", "socPercent", "x-1", "n_2");
        var item = depth == 0 ? name : Gen.OneOf(
            name,
            from outer in name from inner in Selection(depth - 1) select $"{outer}({inner})",
            from outer in name from inner in name select $"{outer}.{inner}");
        return from items in item.NonEmptyListOf() select string.Join(',', items.Take(4));
    }
}
