using Microsoft.Extensions.Time.Testing;
using Twins.Grains.Partitions;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R4: the flush interval follows from the restart target.</summary>
public sealed class FlushPlanTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Without_arrivals_pages_are_written_as_rarely_as_allowed()
    {
        var plan = Started(load: 2, replay: 1, replayed: 0);
        Assert.Equal(FlushPlan.Longest, plan.Interval);
    }

    [Theory]
    [InlineData(2, 12_000, 16)]
    [InlineData(2, 30_000, 6.4)]
    [InlineData(2, 100_000, 5)]
    [InlineData(9, 12_000, 5)]
    [InlineData(2, 100, 60)]
    public void The_interval_is_what_a_restart_can_replay_in_the_time_that_start_and_load_leave(int loadSeconds, int arrivalPerSecond, double expectedSeconds)
    {
        // 120,000 entries replayed in 5 s are 24,000 a second, and (10 - 2) * 24,000 / 12,000 = 16.
        var plan = Started(loadSeconds, replay: 5, replayed: 120_000);
        Arrive(plan, arrivalPerSecond, seconds: 600);
        Assert.Equal(24_000, plan.ReplayPerSecond);
        Assert.Equal(expectedSeconds, plan.Interval.TotalSeconds, 0.1);
    }

    [Fact]
    public void What_the_process_did_before_its_partitions_began_to_load_counts_as_start()
    {
        var startedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(3));
        var plan = Started(load: 2, replay: 5, replayed: 120_000, startedAt);
        Arrive(plan, 12_000, seconds: 600);
        Assert.Equal(24_000, plan.ReplayPerSecond);
        Assert.Equal(10, plan.Interval.TotalSeconds, 0.1);
    }

    [Fact]
    public void A_flush_that_takes_long_begins_earlier()
    {
        var plan = Started(load: 2, replay: 5, replayed: 120_000);
        Arrive(plan, 12_000, seconds: 600);
        plan.Flushed(TimeSpan.FromSeconds(2));
        Assert.Equal(14, plan.Interval.TotalSeconds, 0.1);
    }

    [Fact]
    public void Where_the_target_cannot_be_held_at_most_a_quarter_of_the_partitions_write_at_a_time()
    {
        var plan = Started(load: 2, replay: 5, replayed: 120_000);
        Arrive(plan, 100_000, seconds: 600);
        plan.Flushed(TimeSpan.FromSeconds(5));
        Assert.Equal(20, plan.Interval.TotalSeconds, 0.1);
        plan.Flushed(TimeSpan.FromSeconds(100));
        Assert.Equal(240, plan.Interval.TotalSeconds, 0.1);
        plan.Flushed(TimeSpan.FromHours(10));
        Assert.Equal(240, plan.Interval.TotalSeconds, 0.1);
    }

    [Fact]
    public void Partitions_that_begin_apart_stay_apart_when_the_interval_shrinks()
    {
        var plan = Started(load: 2, replay: 5, replayed: 120_000);
        var before = plan.IntervalsPassed;
        _time.Advance(FlushPlan.Longest / 2);
        Assert.Equal(before + 0.5, plan.IntervalsPassed, 0.01);
        Arrive(plan, 100_000, seconds: 600);
        before = plan.IntervalsPassed;
        _time.Advance(FlushPlan.Shortest / 2);
        Assert.Equal(before + 0.5, plan.IntervalsPassed, 0.01);
    }

    [Fact]
    public void A_handful_of_entries_says_nothing_of_the_rate_of_replay()
    {
        Assert.Equal(FlushPlan.UsualReplayPerSecond, Started(load: 1, replay: 1, replayed: 10).ReplayPerSecond);
    }

    [Fact]
    public void A_restart_is_not_disturbed_by_flushes_until_it_has_missed_its_target_by_far()
    {
        var plan = new FlushPlan(TimeSpan.FromSeconds(10), _time);
        Assert.True(plan.IsRestarting);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(plan.IsRestarting);

        Assert.False(Started(load: 1, replay: 1, replayed: 10).IsRestarting);
    }

    private FlushPlan Started(int load, int replay, int replayed, long? startedAt = null)
    {
        var plan = new FlushPlan(TimeSpan.FromSeconds(10), _time, startedAt: startedAt);
        _time.Advance(TimeSpan.FromSeconds(load));
        plan.Loaded();
        _time.Advance(TimeSpan.FromSeconds(replay));
        plan.Applied(replayed);
        plan.CaughtUp();
        return plan;
    }

    private void Arrive(FlushPlan plan, int perSecond, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            plan.Applied(perSecond);
            plan.Observe();
        }
    }
}
