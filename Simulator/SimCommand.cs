using System.CommandLine;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;
using Twins.Simulator.Fleet;
using Twins.Simulator.Link;
using Twins.Simulator.Replay;

namespace Twins.Simulator;

/// <summary><c>sim</c>: replays recorded frames, or is a fleet.</summary>
internal static class SimCommand
{
    private const int UsualFleet = 200;

    private static readonly Option<string?> Replay = new("--replay")
    {
        Description = "Send the frames of a file in order and end: one of hexadecimal digits a line, or the first column of a TSV file; - reads standard input.",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Vehicles = new("--fleet")
    {
        Description = $"Be a fleet of so many vehicles in Shanghai until stopped (1 to {FleetOptions.MostVehicles}, {UsualFleet} without a number).",
        HelpName = "N",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Reports a second of the whole fleet; without it, one a vehicle every 10 s.",
        HelpName = "R",
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "Where the server listens.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => "127.0.0.1:32960",
    };

    private static readonly Option<string?> Login = new("--login")
    {
        Description = "Log in as a platform first: USER:PASSWORD, or USER with --password-env.",
        HelpName = "USER:PASSWORD",
    };

    private static readonly Option<string?> PasswordVariable = new("--password-env")
    {
        Description = "Take the password from this environment variable, where other users of the machine cannot see it.",
        HelpName = "NAME",
    };

    private static readonly Option<int> EditionYear = new("--edition")
    {
        Description = "The edition of GB/T 32960.3 that a fleet, and a platform login, speaks: 2016 or 2025. A replay's frames stay as they are.",
        HelpName = "YEAR",
        DefaultValueFactory = _ => 2016,
    };

    private static readonly Option<string?> SigningKeyFile = new("--signing-key")
    {
        Description = "Sign every report of a fleet (2025): a PEM file with a private key of RSA or an elliptic curve, or a file of the 64 hexadecimal digits of one of SM2.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> PublicKeysFile = new("--write-public-keys")
    {
        Description = "Write the register of the fleet's public keys that Twins:Intake:Gbt32960:PublicKeys takes, and go on.",
        HelpName = "FILE",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed gives the same fleet.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double> RetrySeconds = new("--retry-seconds")
    {
        Description = "Wait of a fleet after a failed connection or login.",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<double> PauseSeconds = new("--pause-seconds")
    {
        Description = "Wait of a fleet after three failures in a row.",
        DefaultValueFactory = _ => 30,
    };

    private static readonly Option<bool> StopWithInput = new("--stop-with-input")
    {
        Description = "End a fleet as soon as standard input ends, so that a program that starts it never leaves it behind.",
    };

    internal static System.CommandLine.Command Create(TimeProvider time)
    {
        var command = new System.CommandLine.Command("sim", "Sends GB/T 32960 frames to a server and counts the answers.")
        {
            Replay, Vehicles, Rate, To, Login, PasswordVariable, EditionYear, SigningKeyFile, PublicKeysFile, Seed, RetrySeconds, PauseSeconds, StopWithInput,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed, time, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        var isFleet = parsed.GetResult(Vehicles) is not null;
        if (!isFleet && parsed.GetValue(SigningKeyFile) is not null)
            throw new UsageException("--signing-key signs what a fleet sends; a replay sends frames as they are.");
        if (isFleet == parsed.GetValue(Replay) is not null)
            throw new UsageException("Say what to send: either --replay FILE or --fleet [N].");
        if (isFleet)
            await RunFleetAsync(ReadFleet(parsed), parsed.GetValue(StopWithInput), time, stop);
        else
            await RunReplayAsync(parsed, time, stop);
        return 0;
    }

    private static async Task RunReplayAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        var server = Endpoint.Parse(parsed.GetValue(To)!);
        var credentials = Credentials.Parse(parsed.GetValue(Login), parsed.GetValue(PasswordVariable));
        var frames = await FrameFile.ReadAsync(parsed.GetValue(Replay)!, stop);
        var counts = new LinkCounts();
        try
        {
            await ReplayRun.RunAsync(frames, server, EditionOf(parsed), credentials, time, counts, stop);
        }
        finally
        {
            Console.WriteLine(counts);
        }
    }

    private static async Task RunFleetAsync(FleetOptions options, bool stopWithInput, TimeProvider time, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (stopWithInput)
            _ = CancelWithInputAsync(ended);
        var sender = new FleetSender(options, time, Console.Error);
        await sender.RunAsync(ended.Token);
        Console.WriteLine(sender.Counts);
    }

    private static async Task CancelWithInputAsync(CancellationTokenSource ended)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        await ended.CancelAsync();
    }

    private static FleetOptions ReadFleet(ParseResult parsed)
    {
        var vehicles = parsed.GetValue(Vehicles) ?? UsualFleet;
        var rate = parsed.GetValue(Rate) ?? vehicles / FleetOptions.UsualPeriodSeconds;
        if (vehicles is < 1 or > FleetOptions.MostVehicles)
            throw new UsageException($"--fleet takes 1 to {FleetOptions.MostVehicles} vehicles, not {vehicles}.");
        if (rate is not (> 0 and <= FleetOptions.MostReportsPerSecond))
            throw new UsageException($"--rate takes more than 0 and at most {FleetOptions.MostReportsPerSecond} reports a second.");
        return new FleetOptions(
            vehicles,
            rate,
            parsed.GetValue(Seed),
            Endpoint.Parse(parsed.GetValue(To)!),
            Credentials.Parse(parsed.GetValue(Login), parsed.GetValue(PasswordVariable)),
            Wait(parsed, RetrySeconds),
            Wait(parsed, PauseSeconds),
            EditionOf(parsed),
            ReadSigningKey(parsed, vehicles));
    }

    private static SigningKey? ReadSigningKey(ParseResult parsed, int vehicles)
    {
        var register = parsed.GetValue(PublicKeysFile);
        if (parsed.GetValue(SigningKeyFile) is not { } path)
            return register is null ? null : throw new UsageException("--write-public-keys needs --signing-key FILE.");
        if (EditionOf(parsed) != Edition.V2025)
            throw new UsageException("Reports are signed in the 2025 edition only: add --edition 2025.");
        var key = FleetSigning.Read(path);
        if (register is not null)
            FleetSigning.WriteRegister(register, key, vehicles);
        return key;
    }

    private static Edition EditionOf(ParseResult parsed) => parsed.GetValue(EditionYear) switch
    {
        2016 => Edition.V2016,
        2025 => Edition.V2025,
        var year => throw new UsageException($"--edition takes 2016 or 2025, not {year}."),
    };

    private static TimeSpan Wait(ParseResult parsed, Option<double> option) => parsed.GetValue(option) is var seconds and > 0 and <= 86_400
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException($"{option.Name} takes more than 0 and at most 86400 seconds.");
}
