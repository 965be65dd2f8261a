using Twins.Silo.Replay;
using Twins.Silo.Tests.Hosting;
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
