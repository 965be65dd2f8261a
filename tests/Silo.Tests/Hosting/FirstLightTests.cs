using System.Data;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Intake;
using Twins.Silo.Tests.Intake;

namespace Twins.Silo.Tests.Hosting;

/// <summary>A frame on a real socket becomes live state, and stays it: the whole way through a real process.</summary>
public sealed class FirstLightTests : IDisposable
{
    private const string Vin = "LTESTN00000000001";
    private static readonly DateTimeOffset s_noon = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private static readonly (string, string) s_acceptAll = ("Twins__Intake__Gbt32960__UnknownSender", "accept");
    private readonly string _data = Directory.CreateTempSubdirectory("twins-first-light-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Frames_of_a_terminal_become_state_and_survive_a_kill()
    {
        string before;
        await using (var silo = await SiloProcess.StartAsync(_data, s_acceptAll))
        {
            var answers = await silo.SendAsync(Login(1), Report(0, PowerState.On, 1000), Report(10, PowerState.On, 1000.5), Report(20, PowerState.Off, 1001), Logout(1));
            Assert.Equal([(1, 1), (4, 1)], Answers(answers));
            await silo.GetUntilAsync($"/v1/vehicles/{Vin}", document => document["version"]!.GetValue<int>() == 5);
            var system = await silo.GetUntilAsync("/v1/system", document => Number(document["reports"]!, "applied") == 3);
            var reports = system["reports"]!;
            Assert.Equal((3, 3, 3), (Number(reports, "received"), Number(reports, "durable"), Number(reports, "applied")));
            before = await StateAsync(silo);
            await silo.KillAsync();
        }

        await using var again = await SiloProcess.StartAsync(_data, s_acceptAll);
        Assert.Equal(before, await StateAsync(again));
        Assert.Contains("\"distanceKm\":1", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_is_answered_frame_by_frame_and_only_with_its_password()
    {
        var account = new[]
        {
            ("Twins__Intake__Accounts__0__Name", "oem-1"), ("Twins__Intake__Accounts__0__Platform", "true"),
            ("Twins__Intake__Accounts__0__PasswordHash", Accounts.Hash("secret")),
        };
        await using var silo = await SiloProcess.StartAsync(_data, account);
        Assert.Equal([(5, 2), (2, 2)], Answers(await silo.SendAsync(PlatformLogin("wrong"), Report(0, PowerState.On, 1))));
        Assert.Equal([(5, 1), (1, 1), (2, 1)], Answers(await silo.SendAsync(PlatformLogin("secret"), Login(1), Report(0, PowerState.On, 1))));
        var system = await silo.GetUntilAsync("/v1/system", document => Number(document["reports"]!, "lag") == 0);
        Assert.Equal((2, 1, 1), (Number(system["reports"]!, "received"), Number(system["reports"]!, "applied"), Number(system["refused"]!, "login-unknown")));
    }

    [Fact]
    public async Task An_unknown_sender_is_refused_by_default()
    {
        await using var silo = await SiloProcess.StartAsync(_data);
        Assert.Equal([(2, 2)], Answers(await silo.SendAsync(Login(1), Report(0, PowerState.On, 1))));
        using var response = await silo.Http.GetAsync(new Uri($"/v1/vehicles/{Vin}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_check_code_is_counted_and_the_next_frame_is_found()
    {
        var broken = Report(0, PowerState.On, 1);
        broken[^1] ^= 1;
        await using var silo = await SiloProcess.StartAsync(_data, s_acceptAll);
        await silo.SendAsync(Login(1), broken, Report(10, PowerState.On, 2));
        var system = await silo.GetUntilAsync("/v1/system", document => Number(document["reports"]!, "applied") == 1);
        Assert.Equal((2, 1), (Number(system["reports"]!, "received"), Number(system["refused"]!, "check-code")));
    }

    [Fact]
    public async Task A_stop_that_is_asked_for_ends_event_streams_and_leaves_nothing_to_replay()
    {
        await using (var silo = await SiloProcess.StartAsync(_data, s_acceptAll))
        {
            await silo.SendAsync(Login(1), Report(0, PowerState.On, 1000));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events") { Headers = { Accept = { new("text/event-stream") } } };
            using var events = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(0, await silo.StopAsync());
            await events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        // Everything is in the pages: the same state without the log.
        Directory.Delete(Path.Combine(_data, "log"), recursive: true);
        await using var again = await SiloProcess.StartAsync(_data, s_acceptAll);
        Assert.Equal(1000, (await again.GetAsync($"/v1/vehicles/{Vin}"))["state"]!["vehicle"]!["odometerKm"]!.GetValue<double>());
    }

    /// <param name="isSender">Otherwise one who asks the API.</param>
    /// <param name="stopSeconds">A fifth of it is for connections; without that, four fifths went by, and what was left was too little to write everything.</param>
    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 5)]
    public async Task A_stop_is_not_held_up_by_who_does_not_read(bool isSender, int stopSeconds)
    {
        await using (var silo = await SiloProcess.StartAsync(_data, s_acceptAll, ("Twins__Fleet__StopSeconds", $"{stopSeconds}")))
        {
            await silo.SendAsync(Login(1), Report(0, PowerState.On, 1000));
            // More than Kestrel keeps for a connection, so that it waits for who asks for all of them and does not read.
            foreach (var vins in Enumerable.Range(0, 192).Select(number => $"LDEAF00000000{number:D4}").Chunk(64))
                await silo.SendAsync([.. vins.Select(vin => IntakeClient.Frame(2016, 1, vin, "1A0301 0C0000 0001 3839383630303030303030303030303030303036 01 00"))]);
            using var deaf = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await deaf.ConnectAsync(isSender ? silo.Intake : new IPEndPoint(IPAddress.Loopback, silo.Http.BaseAddress!.Port), TestContext.Current.CancellationToken);
            if (isSender) deaf.Send(Login(1));
            var question = isSender ? IntakeClient.Frame(2016, 7, Vin, "") : "GET /v1/vehicles?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
            byte[] questions = [.. Enumerable.Repeat(question, 100).SelectMany(each => each)];
            // Until its answers fill every buffer between, and nothing is read any more.
            while (deaf.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite)) deaf.Send(questions);
            var asked = Stopwatch.GetTimestamp();
            Assert.Equal(0, await silo.StopAsync());
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(0.7 * stopSeconds));
        }

        Directory.Delete(Path.Combine(_data, "log"), recursive: true);
        await using var again = await SiloProcess.StartAsync(_data, s_acceptAll);
        Assert.Equal(1000, (await again.GetAsync($"/v1/vehicles/{Vin}"))["state"]!["vehicle"]!["odometerKm"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_stop_waits_for_a_disk_that_is_slow_within_its_time()
    {
        await using (var silo = await SiloProcess.StartAsync(_data, s_acceptAll))
        {
            await silo.SendAsync(Login(1), Report(0, PowerState.On, 1000));
            await using var disk = new SqliteConnection($"Data Source={Path.Combine(_data, "state.db")};Pooling=False");
            await disk.OpenAsync(TestContext.Current.CancellationToken);
            var busy = disk.BeginTransaction(IsolationLevel.Serializable);
            var stopping = silo.StopAsync();

            // The clock that ended a stop after two seconds is the process's own, out of reach of a test: what is left is to see that four pass.
            await Assert.ThrowsAsync<TimeoutException>(() => stopping.WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken));
            await busy.DisposeAsync();
            Assert.Equal(0, await stopping);
        }

        Directory.Delete(Path.Combine(_data, "log"), recursive: true);
        await using var again = await SiloProcess.StartAsync(_data, s_acceptAll);
        Assert.Equal(1000, (await again.GetAsync($"/v1/vehicles/{Vin}"))["state"]!["vehicle"]!["odometerKm"]!.GetValue<double>());
    }

    [Fact]
    public async Task Beyond_its_limit_ordinary_reports_are_refused_by_name_and_an_alarm_of_level_3_is_taken()
    {
        await using var silo = await SiloProcess.StartAsync(_data, s_acceptAll, ("Twins__Intake__MaxReportsInFlight", "1"));
        var reports = Enumerable.Range(1, 200).Select(second => Report(second, PowerState.On, 1000)).ToArray();
        byte[] burst = [.. reports.SelectMany(report => report), .. Report(201, PowerState.On, 1000, alarmLevel: 3)];
        var answers = Answers(await silo.SendAsync(Login(1), burst));
        var system = await silo.GetUntilAsync("/v1/system", document => Number(document["reports"]!, "lag") == 0 && Number(document["reports"]!, "pending") == 0);
        var refused = Number(system["refused"]!, "overload");
        Assert.InRange(refused, 1, 200);
        Assert.Equal(refused, system["refusedBySender"]![Vin]!["overload"]!.GetValue<long>());
        Assert.Equal(refused, answers.Count(answer => answer == (2, 2)));
        Assert.Equal(201, Number(system["reports"]!, "received"));
        Assert.Equal(201 - refused, Number(system["reports"]!, "applied"));
        Assert.Equal(3, (await silo.GetAsync($"/v1/vehicles/{Vin}"))["state"]!["alarm"]!["level"]!.GetValue<int>());
        await silo.GetUntilAsync("/healthz/ready", document => document["status"]!.GetValue<string>() == "ready");
    }

    [Fact]
    public async Task A_second_silo_on_the_same_data_says_so_in_one_sentence()
    {
        await using var silo = await SiloProcess.StartAsync(_data);
        var (exitCode, error) = await SiloProcess.FailAsync(_data);
        Assert.Equal(2, exitCode);
        Assert.Matches("^.* is in use by another process; .*\\.$", error);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence()
    {
        await using var silo = await SiloProcess.StartAsync(_data);
        var other = Directory.CreateTempSubdirectory("twins-first-light-").FullName;
        var (exitCode, error) = await SiloProcess.FailAsync(other, silo.Intake.Port);
        Directory.Delete(other, recursive: true);
        Assert.Equal(2, exitCode);
        Assert.Matches("^A port is in use by another process: .*\\.$", error);
    }

    [Fact]
    public async Task An_unknown_key_is_an_error_at_the_start()
    {
        var (exitCode, error) = await SiloProcess.FailAsync(_data, ("Twins__Intake__Gbt32960__Colour", "blue"));
        Assert.Equal(2, exitCode);
        Assert.Contains("Colour", error, StringComparison.Ordinal);
    }

    /// <summary>What must be the same after a kill: vehicle, pack, events with their ids.</summary>
    private static async Task<string> StateAsync(SiloProcess silo)
    {
        var pack = await silo.GetUntilAsync($"/v1/battery-packs/~{Vin}~1", document => document["version"]!.GetValue<int>() > 0);
        var events = await silo.GetAsync($"/v1/events?subject={Vin}");
        events.Remove("asOf");
        var vehicle = await silo.GetAsync($"/v1/vehicles/{Vin}");
        return $"{vehicle.ToJsonString()}\n{pack["vehicle"]!.ToJsonString()}\n{events.ToJsonString()}";
    }

    private static List<(int Command, int Flag)> Answers(byte[] bytes)
    {
        var answers = new List<(int, int)>();
        var buffer = new System.Buffers.ReadOnlySequence<byte>(bytes);
        var framer = new Framer();
        while (framer.TryRead(ref buffer, out var frame) == FrameVerdict.Frame) answers.Add((frame.FirstSpan[2], frame.FirstSpan[3]));
        return answers;
    }

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static byte[] Login(int sequence)
    {
        var buffer = new byte[256];
        return buffer[..FrameWriter.VehicleLogin(buffer, Vin, s_noon, sequence, "89860000000000000006", 1, ["117381303840"])];
    }

    private static byte[] Logout(int sequence)
    {
        var buffer = new byte[64];
        return buffer[..FrameWriter.Logout(buffer, Edition.V2016, Command.VehicleLogout, Vin, s_noon.AddMinutes(1), sequence)];
    }

    private static byte[] PlatformLogin(string password)
    {
        var buffer = new byte[128];
        return buffer[..FrameWriter.PlatformLogin(buffer, Edition.V2016, "PLATFORM", s_noon, 1, "oem-1", password)];
    }

    private static byte[] Report(int second, PowerState power, double odometerKm, int alarmLevel = 0)
    {
        var buffer = new byte[256];
        var writer = FrameWriter.Report(buffer, Edition.V2016, Command.Realtime, Vin, s_noon.AddSeconds(second));
        writer.Vehicle(new VehicleValues
        {
            Power = power, Charge = ChargeState.NotCharging, Mode = RunMode.Ev, SpeedKmh = 0, OdometerKm = odometerKm, PackVoltageV = 400, CurrentA = 50, SocPercent = 60, InsulationKohm = 5000,
        });
        if (alarmLevel > 0) writer.Alarm(alarmLevel, 0, new FaultCodes());
        return buffer[..writer.Finish()];
    }
}
