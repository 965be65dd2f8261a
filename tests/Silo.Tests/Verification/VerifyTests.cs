using Twins.Grains.Partitions;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Hosting;
using Twins.Silo.Verification;

namespace Twins.Silo.Tests.Verification;

/// <summary>Whatever is damaged in a data directory, verify says which invariant is broken, and where.</summary>
public sealed partial class VerifyTests(StoppedData data) : IClassFixture<StoppedData>, IDisposable
{
    private readonly StoppedCopy _copy = new(data);

    private string Root => _copy.FullPath;

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void What_a_killed_silo_left_is_sound_and_nothing_is_written_to_it()
    {
        var before = Files();
        var verified = DataVerifier.Verify(Root);
        Assert.Empty(verified.Report.Findings);
        Assert.Equal((4, 16), (verified.Partitions, verified.Twins));
        Assert.True(verified is { Batches: > 10, Events: > 30 }, $"{verified}");
        Assert.Equal(before, Files());
        string[] Files() => [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)).Order().Select(file => $"{file} {new FileInfo(file).Length}")];
    }

    [Theory]
    [InlineData("manifest", "{\"schema\":1,\"partitions\":0,\"pages\":96}")]
    [InlineData("manifest", "{\"schema\":2,\"partitions\":2,\"pages\":96}")]
    [InlineData("manifest", "{")]
    public void A_damaged_manifest_is_said(string invariant, string json)
    {
        File.WriteAllText(Path.Combine(Root, "twins.json"), json);
        Finds(invariant, "twins.json");
    }

    [Fact]
    public void Another_number_of_partitions_is_said_of_every_twin_that_lies_wrong()
    {
        File.WriteAllText(Path.Combine(Root, "twins.json"), "{\"schema\":1,\"partitions\":4,\"pages\":96}");
        Finds("twin-partition", "vehicle-");
        Finds("entry-partition", "vehicle-");
    }

    [Theory]
    [InlineData("UPDATE event SET id = 'ffffffffffffffffffffffffffffffff' WHERE position = 1", "event-id")]
    [InlineData("UPDATE event SET id = (SELECT id FROM event WHERE position = 2) WHERE position = 1", "event-once")]
    [InlineData("UPDATE event SET sequence = 99999 WHERE position = 1", "event-page")]
    [InlineData("INSERT INTO page VALUES (65536, 99999)", "event-page-end")]
    [InlineData("INSERT INTO page VALUES (65536, 99999)", "event-page-empty")]
    [InlineData("INSERT INTO page VALUES (99999, 1)", "event-partition")]
    [InlineData("UPDATE event SET ordinal = ordinal + 1 WHERE position = 1", "event-ordinal")]
    [InlineData("UPDATE event SET source = '/v1/vehicles/other' WHERE position = 1", "event-subject")]
    [InlineData("UPDATE event SET position = 0 WHERE position = (SELECT max(position) FROM event WHERE partition = 65536)", "event-order")]
    [InlineData("DELETE FROM store", "event-store")]
    public void Damaged_events_are_named(string sql, string invariant)
    {
        _copy.OnEvents(sql);
        Finds(invariant, "");
    }

    [Fact]
    public void An_event_page_that_stands_twice_is_named()
    {
        // The table's key refuses that, so one byte of the file changes: the sequence of a page becomes that of the page before it.
        var first = (long)_copy.OnEvents("SELECT min(sequence) FROM page WHERE partition = 65536 AND sequence > 1")!;
        var second = (long)_copy.OnEvents($"SELECT min(sequence) FROM page WHERE partition = 65536 AND sequence > {first}")!;
        Assert.InRange(second, 2, sbyte.MaxValue);
        var path = Path.Combine(Root, "events.db");
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[3, 3, 1, 1, 0, 0, (byte)second]) + 6] = (byte)first;
        File.WriteAllBytes(path, bytes);
        Finds("event-page-once", $"vehicle-0:{first}");
    }

    [Fact]
    public void A_file_that_is_no_database_is_named()
    {
        File.WriteAllBytes(Path.Combine(Root, "events.db-wal"), []);
        File.WriteAllText(Path.Combine(Root, "events.db"), new string('x', 8192));
        Finds("file", "events.db");
    }

    [Theory]
    [InlineData("events.db")]
    [InlineData("state.db")]
    [InlineData("reminders.db")]
    public void A_store_that_is_gone_or_empty_or_damaged_is_named_and_no_silo_starts_without_it(string name)
    {
        var path = Path.Combine(Root, name);
        foreach (var file in Directory.GetFiles(Root, name + "*")) File.Delete(file);
        Finds("file", name, "missing");
        Refuses();
        File.WriteAllBytes(path, []);
        Finds("file", name, "it is empty");
        Refuses();
        File.WriteAllText(path, new string('x', 8192));
        Finds("file", name, "not a database");

        void Refuses() => Assert.StartsWith(
            $"{path} is missing or empty, and the log and other files are there", Assert.Throws<ConfigurationException>(() => DataDirectory.Open(Root, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_alone_is_no_damage_because_all_of_it_is_applied_again()
    {
        foreach (var file in Stores.Names.SelectMany(name => Directory.GetFiles(Root, name + "*"))) File.Delete(file);
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        DataDirectory.Open(Root, 2).Dispose();
    }

    [Fact]
    public void Replayed_the_whole_log_gives_the_pages_and_events_that_are_there() =>
        Assert.Empty(DataVerifier.Verify(Root, replay: true).Report.Findings);

    [Fact]
    public void A_batch_whose_events_are_gone_is_named_by_a_replay()
    {
        var sequence = _copy.OnEvents("SELECT sequence FROM event WHERE partition = 65536 AND type = 'twins.vehicle.trip.started.v1'");
        _copy.OnEvents($"DELETE FROM event WHERE partition = 65536 AND sequence = {sequence}");
        _copy.OnEvents($"DELETE FROM page WHERE partition = 65536 AND sequence = {sequence}");
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        var finding = Assert.Single(DataVerifier.Verify(Root, replay: true).Report.Findings);
        Assert.Equal(("event-hole", $"vehicle-0:{sequence}"), (finding.Invariant, finding.Where));
    }

    [Theory]
    [InlineData("UPDATE event SET data = 'null' WHERE position = {0}")]
    [InlineData("UPDATE event SET time = time + 1 WHERE position = {0}")]
    [InlineData("DELETE FROM event WHERE position = {0}")]
    public void Events_that_do_not_follow_from_their_batch_are_named_by_a_replay(string damage)
    {
        const string Last = "FROM event e WHERE partition = 65536 AND ordinal > 0 AND ordinal = (SELECT max(ordinal) FROM event WHERE partition = e.partition AND sequence = e.sequence)";
        var (position, sequence) = (_copy.OnEvents($"SELECT position {Last}"), _copy.OnEvents($"SELECT sequence {Last}"));
        _copy.OnEvents(string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, position));
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        var finding = Assert.Single(DataVerifier.Verify(Root, replay: true).Report.Findings);
        Assert.Equal(("event-content", $"vehicle-0:{sequence}"), (finding.Invariant, finding.Where));
    }

    [Fact]
    public async Task The_command_prints_a_line_for_each_and_ends_with_1()
    {
        Assert.Equal((0, "sound"), Last(await SiloProcess.RunAsync("verify", Root)));
        Assert.Contains(" replayed=4\nsound\n", (await SiloProcess.RunAsync("verify", Root, "--replay")).Output, StringComparison.Ordinal);
        _copy.Checkpoint("vehicle-1", json => json["Sequence"] = 99_999);
        var (exitCode, output, _) = await SiloProcess.RunAsync("verify", Root);
        Assert.Equal(1, exitCode);
        Assert.Contains("broken checkpoint-sequence vehicle-1 checkpoint: it is at sequence 99999", output, StringComparison.Ordinal);
        Assert.Equal(2, (await SiloProcess.RunAsync("verify", Root + "-absent")).ExitCode);
        static (int, string) Last((int ExitCode, string Output, string Error) run) => (run.ExitCode, run.Output.TrimEnd().Split('\n')[^1]);
    }

    private static string VinOf(int partition) =>
        Enumerable.Range(0, 100).Select(number => $"LTESTN0000000{number:D4}").First(vin => new PartitionMap(2).Of(TwinKind.Vehicle, vin).Number == partition);

    private static string PackOf(int partition) =>
        Enumerable.Range(1, 100).Select(number => $"~{VinOf(0)}~{number}").First(code => new PartitionMap(2).Of(TwinKind.BatteryPack, code).Number == partition);

    private static string Place(int partition, long sequence) => $"partition = {partition} AND sequence = {sequence}";

    private void Finds(string invariant, string where, string detail = "")
    {
        var findings = DataVerifier.Verify(Root).Report.Findings;
        Assert.True(
            findings.Any(finding => finding.Invariant == invariant && finding.Where.Contains(where, StringComparison.Ordinal) && finding.Detail.Contains(detail, StringComparison.Ordinal)),
            $"No finding {invariant} {where} {detail} among: {string.Join('\n', findings)}");
    }

    private (int Partition, long Sequence) SomeBatch() => (65536, (long)_copy.OnLog("SELECT min(sequence) FROM batch WHERE partition = 65536")!);
}
