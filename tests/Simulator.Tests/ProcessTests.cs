using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Tests;

public sealed class ProcessTests
{
    private const int Timeout = 60_000;

    [Fact(Timeout = Timeout)]
    public async Task Decode_answers_each_line_before_the_next_one_comes_and_ends_with_zero()
    {
        using var decode = new SimulatorProcess("decode");
        foreach (var (line, ok) in new[] { ("232307fe4c54574e4130303030303030303030303101000089", false), ("not hex", false), ("", false) })
        {
            await decode.Input.WriteLineAsync(line);
            await decode.Input.FlushAsync(TestContext.Current.CancellationToken);
            var document = JsonElement.Parse(await decode.Output.ReadLineAsync(TestContext.Current.CancellationToken) ?? "");
            Assert.Equal(ok, document.GetProperty("ok").GetBoolean());
        }
        Assert.Equal((0, "", ""), await decode.EndAsync());
    }

    [Fact(Timeout = Timeout)]
    public async Task A_fleet_that_is_asked_to_end_logs_out_and_prints_its_counts()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Success);
        using var fleet = new SimulatorProcess(
            "sim", "--fleet", "5", "--rate", "50", "--to", $"{server.Endpoint}", "--login", "oem-1", "--password-env", "TWINS_TEST_PASSWORD_OF_PROCESS");
        await server.ReceiveAsync(30);
        await fleet.TerminateAsync();
        var left = await server.Received.ReadAllUntilAsync(Command.PlatformLogout);
        Assert.Contains(left, frame => frame.Command == Command.VehicleLogout);
        var (code, output, error) = await fleet.EndAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^sent=(\d+) answered=\1 errors=0\n$", output);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_fleet_that_was_told_so_ends_with_its_input()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Success);
        using var fleet = new SimulatorProcess("sim", "--fleet", "5", "--to", $"{server.Endpoint}", "--login", "oem-1:secret", "--stop-with-input");
        await server.ReceiveAsync(3);
        var (code, _, error) = await fleet.EndAsync();
        Assert.Equal((0, ""), (code, error));
        await server.Received.ReadAllUntilAsync(Command.PlatformLogout);
    }

    [Theory(Timeout = Timeout)]
    [InlineData("232\n", "Line 1 is not a frame")]
    [InlineData("", "Standard input holds no frame")]
    public async Task A_replay_of_what_is_no_frame_is_refused_with_one_sentence(string text, string expected)
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Success);
        using var replay = new SimulatorProcess("sim", "--replay", "-", "--to", $"{server.Endpoint}");
        await replay.Input.WriteAsync(text);
        var (code, output, error) = await replay.EndAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.False(server.Received.TryRead(out _));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_refused_login_ends_a_replay_with_one()
    {
        await using var server = new PlatformServer(_ => AnswerFlag.Error);
        using var replay = new SimulatorProcess("sim", "--replay", "-", "--to", $"{server.Endpoint}", "--login", "oem-1:secret");
        await replay.Input.WriteLineAsync("2323");
        var (code, output, error) = await replay.EndAsync();
        Assert.Equal((1, "sent=0 answered=0 errors=1\n"), (code, output));
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory(Timeout = Timeout)]
    [InlineData("sim")]
    [InlineData("sim --fleet 0")]
    [InlineData("sim --fleet 5 --rate 0")]
    [InlineData("sim --fleet 5 --rate NaN")]
    [InlineData("sim --fleet 5 --to nowhere")]
    [InlineData("sim --replay")]
    [InlineData("sim --fleet 5 --replay -")]
    [InlineData("simulate")]
    public async Task A_wrong_command_line_is_one_sentence_and_two(string arguments)
    {
        using var process = new SimulatorProcess(arguments.Split(' '));
        var (code, output, error) = await process.EndAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.Trim().Split('\n'));
    }
}
