using System.Globalization;
using Twins.Grains.Partitions;
using Twins.Silo.Backup;
using Twins.Silo.Replay;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Hosting;
using Twins.Silo.Tests.Storage;
using Twins.Silo.Tests.Verification;

namespace Twins.Silo.Tests.Replay;

/// <summary>Kept entries run again through today's rules give the events of the event log; where they do not, the difference is said.</summary>
public sealed class ReplayTests(StoppedData data) : IClassFixture<StoppedData>, IDisposable
{
    private readonly StoppedCopy _copy = new(data);
    private readonly List<EventDifference> _differences = [];

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void The_same_rules_give_the_same_events()
    {
        var done = Run();
        Assert.Empty(_differences);
        Assert.Equal((0, Convert.ToInt64(_copy.OnEvents("SELECT count(*) FROM event"))), (done.Different, done.Same));
        Assert.Equal(["the beginning of the log"], done.Starts.Keys);
        Assert.Null(done.KeptSince);
    }

    [Fact]
    public void What_todays_rules_add_lack_and_change_is_said()
    {
        var added = Id("twins.vehicle.trip.started.v1");
        var changed = Id("twins.vehicle.trip.ended.v1");
        _copy.OnEvents($"DELETE FROM event WHERE id = '{added}'");
        _copy.OnEvents($"UPDATE event SET data = '{{}}' WHERE id = '{changed}'");
        _copy.OnEvents("INSERT INTO event SELECT NULL, partition, sequence, 99, 'ffffffffffffffffffffffffffffffff', type, source, subject, time, receivedat, data FROM event WHERE position = 1");
        Run();
        Assert.Equal(
            [(DifferenceKind.Added, added), (DifferenceKind.Changed, changed), (DifferenceKind.Missing, "ffffffffffffffffffffffffffffffff")],
            _differences.Select(found => (found.Kind, found.Event.Id)).OrderBy(found => found.Kind == DifferenceKind.Missing).ThenBy(found => found.Kind));
        Assert.All(_differences, found => Assert.False(found.DependsOnEarlier));
        string Id(string type) => (string)_copy.OnEvents($"SELECT id FROM event WHERE type = '{type}' AND partition = 65536 LIMIT 1")!;
    }

    [Fact]
    public void Only_the_time_asked_for_is_compared()
    {
        var done = new LogReplay(_copy.FullPath, null).Run(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, _differences.Add);
        Assert.Equal((0, 0, 0), (done.Batches, done.Same, done.Different));
        _copy.OnEvents("DELETE FROM event WHERE position = 1");
        var first = (long)_copy.OnEvents("SELECT min(receivedat) FROM event")!;
        new LogReplay(_copy.FullPath, null).Run(new DateTimeOffset(first + TimeSpan.TicksPerMinute * 60, TimeSpan.Zero), DateTimeOffset.MaxValue, _differences.Add);
        Assert.Empty(_differences);
    }

    [Fact]
    public void Without_the_state_before_it_a_difference_may_depend_on_earlier_history()
    {
        _copy.OnLog("DELETE FROM batch WHERE partition = 65536 AND sequence < 6");
        var done = Run();
        Assert.NotNull(done.KeptSince);
        Assert.Contains("the oldest batch kept, without the state before it", done.Starts.Keys);
        Assert.NotEmpty(_differences);
        Assert.All(_differences, found => Assert.True(found.DependsOnEarlier));
    }

    [Fact]
    public void The_nearest_kept_pages_make_it_exact_again()
    {
        // The directory's own pages stand before what came last, and the log below them may be gone.
        var checkpoints = Enumerable.Range(0, 2).ToDictionary(number => number, number => (long)_copy.OnState(
            $"SELECT json_extract(CAST(bytes AS TEXT), '$.Sequence') FROM state WHERE grain = 'checkpoint/vehicle-{number}'")!);
        foreach (var (number, sequence) in checkpoints) _copy.OnLog($"DELETE FROM batch WHERE partition = {65536 + number} AND sequence <= {sequence}");
        var above = checkpoints.Select(checkpoint => _copy.OnLog($"SELECT min(sequence) FROM batch WHERE partition = {65536 + checkpoint.Key}")).OfType<long>().ToArray();
        Assert.NotEmpty(above);
        var last = (long)_copy.OnEvents("SELECT max(receivedat) FROM event WHERE partition IN (65536, 65537)")!;
        var done = new LogReplay(_copy.FullPath, null).Run(new DateTimeOffset(last, TimeSpan.Zero), DateTimeOffset.MaxValue, _differences.Add);
        Assert.Contains("the pages of the directory", done.Starts.Keys);
        Assert.DoesNotContain(_differences, found => found.Place.StartsWith("vehicle", StringComparison.Ordinal));
    }

    [Fact]
    public void Behind_a_hole_or_a_tombstone_a_difference_may_depend_on_what_is_missing()
    {
        var sequence = (long)_copy.OnEvents("SELECT min(sequence) FROM event WHERE partition = 65536 AND sequence > 3")!;
        _copy.OnLog($"UPDATE batch SET bytes = x'{Convert.ToHexString(new LogBatchBuilder().Build(LogDoctor.Writer, sequence))}' WHERE partition = 65536 AND sequence = {sequence}");
        _copy.OnEvents("DELETE FROM event WHERE partition = 65536 AND sequence = 2");
        var done = Run();
        Assert.Contains("the beginning of the log, across batches that are missing", done.Starts.Keys);
        Assert.Contains(_differences, found => found.DependsOnEarlier && found.Place == $"vehicle-0:{sequence}" && found.Kind == DifferenceKind.Missing);
        Assert.All(_differences, found => Assert.Equal(long.Parse(found.Place.Split(':')[1], CultureInfo.InvariantCulture) >= sequence, found.DependsOnEarlier));
        _differences.Clear();
        _copy.OnLog($"DELETE FROM batch WHERE partition = 65536 AND sequence = {sequence}");
        Run();
        Assert.All(_differences, found => Assert.Equal(long.Parse(found.Place.Split(':')[1], CultureInfo.InvariantCulture) > sequence, found.DependsOnEarlier));
    }

    [Fact]
    public void What_comes_below_the_last_events_of_its_partition_is_added_and_not_pending()
    {
        // No checkpoint and no pages: as if all of the log were still to be applied, and the events say how far the process had come.
        _copy.OnState("DELETE FROM state WHERE name IN ('checkpoint', 'page')");
        // What the killed silo had not written, if anything.
        var unwritten = Run().Pending;
        var added = Forget("min(sequence)");
        Assert.Equal((added, unwritten), (Run().Different, Run().Pending));
        var pending = Forget("max(sequence)");
        var done = Run();
        Assert.Equal((added, unwritten + pending), (done.Different, done.Pending));
    }

    [Fact]
    public void What_a_page_covers_was_written_and_is_not_pending()
    {
        var end = (long)_copy.OnLog("SELECT max(sequence) FROM batch WHERE partition = 65536")!;
        _copy.OnState("DELETE FROM state WHERE name = 'checkpoint'");
        _copy.Page("vehicle-0", page => page with { Position = end });
        // What the killed silo had not written, if anything: a page that says otherwise makes it a difference.
        var different = Run().Different;
        var added = Forget("max(sequence)");
        Assert.Equal(different + added, Run().Different);
    }

    private long Forget(string which)
    {
        var sequence = _copy.OnEvents($"SELECT {which} FROM event WHERE partition = 65536");
        var events = _copy.OnEvents($"SELECT count(*) FROM event WHERE partition = 65536 AND sequence = {sequence}");
        _copy.OnEvents($"DELETE FROM event WHERE partition = 65536 AND sequence = {sequence}");
        return Convert.ToInt64(events, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_backup_of_another_directory_is_refused_and_one_of_this_is_used()
    {
        using var backups = new TempData();
        var own = Path.Combine(backups.Path, "own");
        await DataBackup.CreateAsync(_copy.FullPath, own, TimeProvider.System, TestContext.Current.CancellationToken);
        var last = (long)_copy.OnEvents("SELECT max(receivedat) FROM event WHERE partition IN (65536, 65537)")!;
        var done = new LogReplay(_copy.FullPath, own).Run(new DateTimeOffset(last, TimeSpan.Zero), DateTimeOffset.MaxValue, _differences.Add);
        Assert.Equal(0, done.Different);

        _copy.OnLog("UPDATE batch SET sequence = sequence + 1000");
        Refused("no record at the end of its log is in this log");
        _copy.OnLog("UPDATE batch SET sequence = sequence - 1000");
        _copy.OnLog($"UPDATE batch SET bytes = (SELECT bytes FROM batch WHERE partition = 65536 AND sequence = 1) WHERE partition = 65536 AND sequence = (SELECT max(sequence) FROM batch WHERE partition = 65536)");
        Refused("its record vehicle-0:");
        File.WriteAllText(Path.Combine(own, "twins.json"), "{\"schema\":1,\"partitions\":4,\"pages\":96}");
        Refused("it has 4 partitions of 96 pages");

        void Refused(string why)
        {
            var error = Assert.Throws<ConfigurationException>(() => new LogReplay(_copy.FullPath, own).Run(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, _differences.Add));
            Assert.Contains($"{own} is no backup of {_copy.FullPath}: {why}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_says_what_is_kept_and_what_differs()
    {
        _copy.OnLog("DELETE FROM batch WHERE partition = 65536 AND sequence < 6");
        var (exitCode, output, _) = await SiloProcess.RunAsync("replay", _copy.FullPath, "--from", "2026-01-01T00:00Z");
        Assert.Equal(0, exitCode);
        Assert.Contains("The log is kept since ", output, StringComparison.Ordinal);
        Assert.Matches("batches=\\d+ same=\\d+ different=[1-9]", output);
        var (usage, _, error) = await SiloProcess.RunAsync("replay", _copy.FullPath, "--from", "2026-01-02T00:00Z", "--to", "2026-01-01T00:00Z");
        Assert.Equal(2, usage);
        Assert.Contains("lies before", error, StringComparison.Ordinal);
    }

    private Replayed Run() => new LogReplay(_copy.FullPath, null).Run(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, _differences.Add);
}
