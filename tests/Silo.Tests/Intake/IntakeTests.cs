using Twins.Protocols.Gbt32960;
using Twins.Silo.Tests.Hosting;

namespace Twins.Silo.Tests.Intake;

/// <summary>How the intake answers on a real socket (GB/T 32960.3, chapters 4 to 6 and Annex B).</summary>
public sealed class IntakeTests : IDisposable
{
    private const string Vin = "LTESTN00000000001", Other = "LTESTN00000000002";
    private const string Time = "1a0b160c0000";
    private const string Login = Time + "0001 3839383630303030303030303030303030303036 01 00";
    private const string Engine = Time + "04 01 0BB8 02B7";
    private static readonly (string, string) s_acceptAll = ("Twins__Intake__Gbt32960__UnknownSender", "accept");
    private readonly string _data = Directory.CreateTempSubdirectory("twins-intake-").FullName;

    private static (string, string)[] Accounts(params string[] terminals) =>
    [
        ("Twins__Intake__Accounts__0__Name", "oem-1"), ("Twins__Intake__Accounts__0__Platform", "true"), ("Twins__Intake__Accounts__0__PasswordHash", Silo.Intake.Accounts.Hash("secret")),
        .. terminals.Select((vin, i) => ($"Twins__Intake__Accounts__{i + 1}__Name", vin)),
    ];

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_report_whose_structure_is_wrong_is_answered_with_an_error_and_kept()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin));
        using var platform = await IntakeClient.ConnectAsync(silo.Intake);
        Assert.Equal((5, 1), Flag(await platform.AskAsync(PlatformLogin())));
        // A value out of its range is no error of structure; an undefined unit behind a good one, no such time, and no data unit are.
        Assert.Equal((2, 1), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 2, Other, Time + "04 FFF0"))));
        Assert.Equal((2, 6), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 2, Other, Time + "04 03E8 09 00"))));
        Assert.Equal((2, 6), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 2, Other, "ffffffffffff 04 03E8"))));
        Assert.Equal((2, 6), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 2, Other, ""))));
        Assert.Equal((3, 2), Flag(await platform.AskAsync(IntakeClient.Frame(2016, 3, Other, Time + "04 01 0BB8"))));
        using var terminal = await IntakeClient.ConnectAsync(silo.Intake);
        Assert.Equal((1, 1), Flag(await terminal.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login))));
        // A terminal hears of what is wrong only: the good report before it is not answered.
        await terminal.SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine));
        Assert.Equal((2, 2), Flag(await terminal.AskAsync(IntakeClient.Frame(2016, 2, Vin, Time + "04 01"))));
        var system = await silo.GetUntilAsync("/v1/system", document => document["reports"]!["quarantined"]!.GetValue<int>() == 5);
        Assert.Equal((7, 7), (system["reports"]!["received"]!.GetValue<int>(), system["reports"]!["durable"]!.GetValue<int>()));
        Assert.Equal(1000, (await silo.GetAsync($"/v1/vehicles/{Other}"))["state"]!["engine"]!["speedRpm"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_login_without_a_time_or_key_is_none_and_one_without_its_lists_lets_the_vehicle_in()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin));
        using var platform = await IntakeClient.ConnectAsync(silo.Intake);
        await platform.AskAsync(PlatformLogin());
        Assert.Equal((1, 2), Flag(await platform.AskAsync(IntakeClient.Frame(2016, 1, Other, ""))));
        Assert.Equal((1, 7), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 1, Other, new string('a', 64), encryption: 5))));
        Assert.Equal((1, 6), Flag(await platform.AskAsync(IntakeClient.Frame(2025, 1, Other, Time + "0001"))));
        Assert.Equal((1, 1), Flag(await platform.AskAsync(IntakeClient.Frame(2016, 1, Other, Login))));
        using var terminal = await IntakeClient.ConnectAsync(silo.Intake);
        await terminal.SendAsync(IntakeClient.Frame(2016, 1, Vin, ""));
        Assert.Equal((1, 1), Flag(await terminal.AskAsync(IntakeClient.Frame(2016, 1, Vin, Time))));
    }

    [Fact]
    public async Task The_third_failed_login_of_a_terminal_closes_its_connection()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin));
        using var stranger = await IntakeClient.ConnectAsync(silo.Intake);
        // 2016 knows no better than "error"; 2025 says that the VIN does not exist.
        Assert.Equal((2, 2), Flag(await stranger.AskAsync(IntakeClient.Frame(2016, 2, Other, Engine))));
        Assert.Equal((2, 4), Flag(await stranger.AskAsync(IntakeClient.Frame(2025, 2, Other, Time + "04 03E8"))));
        for (var i = 0; i < 3; i++) await stranger.SendAsync(IntakeClient.Frame(2016, 1, Other, Login));
        Assert.Null(await stranger.ReadAsync());
    }

    [Fact]
    public async Task Heartbeats_and_time_requests_are_answered_to_who_has_logged_in_and_answers_never()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin));
        using var terminal = await IntakeClient.ConnectAsync(silo.Intake);
        await terminal.SendAsync(IntakeClient.Frame(2016, 7, Vin, ""));
        await terminal.SendAsync(IntakeClient.Frame(2016, 8, Vin, ""));
        Assert.Equal((6, 2), Flag(await terminal.AskAsync(IntakeClient.Frame(2016, 6, "PLATFORM", Time + "0001"))));
        Assert.Equal((1, 1), Flag(await terminal.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login))));
        foreach (var flag in (byte[])[1, 2, 3]) await terminal.SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine, flag));
        Assert.Equal((7, 1, ""), await terminal.AskAsync(IntakeClient.Frame(2016, 7, Vin, "")));
        var time = await terminal.AskAsync(IntakeClient.Frame(2025, 8, Vin, ""));
        Assert.Equal((8, 1, 2 * BeijingTime.Length), (time!.Value.Command, time.Value.Flag, time.Value.Data.Length));
    }

    [Fact]
    public async Task The_newest_connection_of_a_vehicle_wins_and_a_gateway_keeps_its_others()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin, Other));
        using var gateway = await IntakeClient.ConnectAsync(silo.Intake);
        await gateway.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await gateway.AskAsync(IntakeClient.Frame(2016, 1, Other, Login));
        using var newer = await IntakeClient.ConnectAsync(silo.Intake);
        Assert.Equal((1, 1), Flag(await newer.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login))));
        Assert.Equal((2, 2), Flag(await gateway.AskAsync(IntakeClient.Frame(2016, 2, Vin, Engine))));
        Assert.Equal((7, 1), Flag(await gateway.AskAsync(IntakeClient.Frame(2016, 7, Other, ""))));
        using var newest = await IntakeClient.ConnectAsync(silo.Intake);
        await newest.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        Assert.Null(await newer.ReadAsync());
        await silo.GetUntilAsync("/v1/system", document => document["links"]!["terminals"]!.GetValue<int>() == 2);
    }

    [Fact]
    public async Task A_heartbeat_over_an_older_connection_does_not_take_a_vehicle_back_nor_does_its_end_close_the_link()
    {
        await using var silo = await SiloProcess.StartAsync(_data, Accounts(Vin, Other));
        var gateway = await IntakeClient.ConnectAsync(silo.Intake);
        await gateway.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await gateway.AskAsync(IntakeClient.Frame(2016, 1, Other, Login));
        using var newer = await IntakeClient.ConnectAsync(silo.Intake);
        await newer.AskAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        Assert.Equal((7, 1), Flag(await gateway.AskAsync(IntakeClient.Frame(2016, 7, Vin, ""))));
        gateway.Dispose();
        await silo.GetUntilAsync($"/v1/events?subject={Other}", events => Types(events).Contains("twins.vehicle.link.closed.v1"));
        await newer.AskAsync(IntakeClient.Frame(2016, 7, Vin, ""));
        Assert.Equal(["twins.vehicle.link.opened.v1", "twins.vehicle.link.replaced.v1"], Types(await silo.GetAsync($"/v1/events?subject={Vin}")));
        Assert.Equal("online", (await silo.GetAsync($"/v1/vehicles/{Vin}"))["status"]!.GetValue<string>());
        static IEnumerable<string> Types(System.Text.Json.Nodes.JsonObject events) => events["items"]!.AsArray().Select(one => one!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Where_unknown_senders_are_accepted_a_report_is_as_good_as_a_login()
    {
        await using var silo = await SiloProcess.StartAsync(_data, s_acceptAll);
        using var older = await IntakeClient.ConnectAsync(silo.Intake);
        await older.SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine));
        Assert.Equal((7, 1), Flag(await older.AskAsync(IntakeClient.Frame(2016, 7, Vin, ""))));
        using var newer = await IntakeClient.ConnectAsync(silo.Intake);
        await newer.SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine));
        Assert.Null(await older.ReadAsync());
    }

    [Fact]
    public async Task Garbage_that_costs_too_much_to_look_through_closes_the_connection()
    {
        await using var silo = await SiloProcess.StartAsync(_data, s_acceptAll);
        using var hostile = await IntakeClient.ConnectAsync(silo.Intake);
        byte[] plausible = [0x23, 0x23, 0x02, 0xFE, 0xFF, 0xF0];
        await hostile.SendAsync([.. Enumerable.Repeat(plausible, 50_000).SelectMany(bytes => bytes)]);
        Assert.Null(await hostile.ReadAsync());
    }

    private static (int, int) Flag((int Command, int Flag, string Data)? answer) => answer is { } found ? (found.Command, found.Flag) : default;

    private static byte[] PlatformLogin()
    {
        var buffer = new byte[128];
        return buffer[..FrameWriter.PlatformLogin(buffer, Edition.V2016, "PLATFORM", new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero), 1, "oem-1", "secret")];
    }
}
