using System.Diagnostics;
using System.Security.Cryptography;
using Twins.Silo.Intake;

namespace Twins.Silo.Hosting;

/// <summary><c>up --demo</c>: a data directory of its own, a platform account with a password of this run, and a simulated fleet in its own process.</summary>
internal sealed class Demo
{
    /// <summary>Where <c>./twins</c> says that the simulator is.</summary>
    public const string SimulatorVariable = "TWINS_SIMULATOR";

    private const string Account = "demo";
    private const string PasswordVariable = "TWINS_DEMO_PASSWORD";
    private const int Vehicles = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The silo's own stop waits for it.</summary>
    private static readonly TimeSpan s_fleetStops = TimeSpan.FromSeconds(2);
    private readonly string _simulator = Environment.GetEnvironmentVariable(SimulatorVariable) is { Length: > 0 } path && File.Exists(path)
        ? path
        : throw new ConfigurationException($"--demo needs the simulator; start it with './twins up --demo', which sets {SimulatorVariable}.");

    private readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(10));

    public Dictionary<string, string?> Configuration() => new()
    {
        ["Twins:Data:Directory"] = Path.Combine(Path.GetTempPath(), $"twins-demo-{Environment.UserName}"),
        ["Twins:Intake:Accounts:0:Name"] = Account,
        ["Twins:Intake:Accounts:0:Platform"] = "true",
        ["Twins:Intake:Accounts:0:PasswordHash"] = Accounts.Hash(_password),
        ["Twins:Intake:Accounts:0:Manufacturer"] = "Demo Motors",
    };

    /// <summary>Starts the fleet, waits until it is seen, and prints three requests that work now.</summary>
    public async Task StartAsync(WebApplication app, string api, string gbt32960)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in Arguments(gbt32960)) start.ArgumentList.Add(argument);
        start.Environment[PasswordVariable] = _password;
        var fleet = Process.Start(start) ?? throw new InvalidOperationException("The simulator could not be started.");
        app.Lifetime.ApplicationStopping.Register(() => Stop(fleet));
        var (vin, pack) = await FirstVehicleAsync(api);
        Console.Out.WriteLine($"curl {api}/v1/vehicles?limit=3");
        Console.Out.WriteLine($"curl {api}/v1/vehicles/{vin}");
        Console.Out.WriteLine($"curl {api}/v1/battery-packs/{pack}");
    }

    private IEnumerable<string> Arguments(string gbt32960)
    {
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") yield return _simulator;
        else throw new ConfigurationException("--demo needs to run under 'dotnet'; start it with './twins up --demo'.");
        foreach (var argument in (string[])["sim", "--fleet", $"{Vehicles}", "--to", gbt32960, "--login", Account, "--password-env", PasswordVariable, "--stop-with-input"])
            yield return argument;
    }

    /// <summary>The first vehicle that has reported with its pack, found as a user would find it.</summary>
    private static async Task<(string Vin, string Pack)> FirstVehicleAsync(string api)
    {
        using var client = new HttpClient { BaseAddress = new Uri(api), Timeout = s_patience };
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var packs = await client.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/v1/battery-packs?limit=1", patience.Token);
            if (packs?["items"] is System.Text.Json.Nodes.JsonArray { Count: > 0 } items
                && items[0]?["vehicle"]?["vin"]?.GetValue<string>() is { } vin && items[0]?["code"]?.GetValue<string>() is { } code)
            {
                return (vin, code);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    private static void Stop(Process fleet)
    {
        if (fleet.HasExited) return;
        // Its standard input closes with ours: the simulator logs its vehicles out and ends.
        fleet.StandardInput.Close();
        if (!fleet.WaitForExit(s_fleetStops)) fleet.Kill(entireProcessTree: true);
    }
}
