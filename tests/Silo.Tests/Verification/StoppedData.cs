using System.Text.Json;
using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Hosting;

namespace Twins.Silo.Tests.Verification;

/// <summary>A data directory that a real silo wrote and was killed on: log, pages, checkpoints and events of eight vehicles with their packs.</summary>
public sealed class StoppedData : IAsyncLifetime
{
    private const int FramesEach = 13;
    internal const string Pack = "001PBAK8000001AC70200011";
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _path = Directory.CreateTempSubdirectory("twins-stopped-").FullName;

    public async ValueTask InitializeAsync()
    {
        await using var silo = await SiloProcess.StartAsync(
            _path, ("Twins__Intake__Gbt32960__UnknownSender", "accept"), ("Twins__Data__FlushSeconds", "1"), ("Twins__Fleet__Partitions", "2"));
        // Round by round, so that there are many batches.
        foreach (var round in Enumerable.Range(0, 8).SelectMany(Frames).Index().GroupBy(frame => frame.Index % FramesEach))
            await silo.SendAsync([.. round.Select(frame => frame.Item)]);
        using var patience = new CancellationTokenSource(s_patience);
        while (!IsFlushed())
        {
            patience.Token.ThrowIfCancellationRequested();
            await silo.GetAsync("/v1/system");
        }

        // And something above the checkpoints.
        await silo.SendAsync(Login(0, 600), Report(0, 610, PowerState.On, 3));
        await silo.KillAsync();
    }

    /// <summary>A copy for one test.</summary>
    public string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("twins-damaged-").FullName;
        foreach (var file in Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_path, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Vin(int number) => $"LTESTN0000000{number:D4}";

    /// <summary>All four partitions have a checkpoint above 0, and every twin is in a page.</summary>
    private bool IsFlushed()
    {
        using var connection = SqliteFiles.OpenReader(Path.Combine(_path, "state.db"));
        using var records = new SqliteCommand("SELECT name, bytes FROM state", connection);
        using var reader = records.ExecuteReader();
        var (checkpoints, twins) = (0, 0);
        while (reader.Read())
        {
            var record = reader.GetFieldValue<byte[]>(1);
            if (reader.GetString(0) == "page") twins += JsonSerializer.Deserialize<TwinPage>(record)!.Twins.Length;
            else if (JsonSerializer.Deserialize<PartitionCheckpoint>(record)!.Sequence > 0) checkpoints++;
        }

        return (checkpoints, twins) == (4, 16);
    }

    private static IEnumerable<byte[]> Frames(int number)
    {
        yield return Login(number, 0);
        for (var i = 1; i < FramesEach; i++) yield return Report(number, 10 * i, i < 8 ? PowerState.On : PowerState.Off, i is 3 or 4 ? 3 : 0);
    }

    private static byte[] Login(int number, int second)
    {
        var buffer = new byte[256];
        string[] codes = [number == 0 ? Pack : "117381303840"];
        return buffer[..FrameWriter.VehicleLogin(buffer, Vin(number), s_noon.AddSeconds(second), 1, "89860000000000000006", 1, codes)];
    }

    private static byte[] Report(int number, int second, PowerState power, int level)
    {
        var buffer = new byte[256];
        var writer = FrameWriter.Report(buffer, Edition.V2016, Command.Realtime, Vin(number), s_noon.AddSeconds(second));
        writer.Vehicle(new VehicleValues
        {
            Power = power, Charge = ChargeState.NotCharging, Mode = RunMode.Ev, SpeedKmh = 0, OdometerKm = 1000 + second, PackVoltageV = 400, CurrentA = 50, SocPercent = 60, InsulationKohm = 5000,
        });
        writer.Alarm(level, level == 0 ? 0 : 1u << 11, new FaultCodes());
        return buffer[..writer.Finish()];
    }
}
