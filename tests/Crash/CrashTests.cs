using Twins.Crash.Harness;

namespace Twins.Crash;

/// <summary>
/// The real silo under kill -9: every acknowledged frame is in the log, and what is shown is what a fresh process makes of the same log, and what a run makes
/// of every frame once (R1 to R6).
/// </summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Twenty_kills_at_random_moments_lose_nothing_and_double_nothing()
    {
        var result = await Run.Async(new CrashPlan(Seed: 3, Kills: 20));
        Assert.True(result is { InFirstSecond: > 0, AtFailPoints: > 0, Repeated: > 20, Deepest: > 8, Twins: > 20, Events: > 300 }, $"The run tried too little: {result}");
    }

    [Fact]
    public async Task Segments_that_are_sealed_while_it_runs_are_read_as_before()
    {
        var result = await Run.Async(new CrashPlan(Seed: 11, Kills: 3)
        {
            LivesBefore = 1, FramesPerLife = 250, Settings = new SiloSettings { SegmentBytes = 262_144 },
        });
        Assert.Equal(3, result.Lives);
    }

    [Fact]
    public async Task A_log_that_forgets_what_no_twin_needs_is_enough()
    {
        var result = await Run.Async(new CrashPlan(Seed: 5, Kills: 4) { LivesBefore = 1, Settings = new SiloSettings { Truncates = true } });
        Assert.Equal(4, result.Lives);
    }

    [Fact]
    public async Task A_fail_point_that_does_not_exist_is_an_error_at_the_start()
    {
        using var space = new Workspace();
        await using var silo = SiloProcess.Launch(space.Data, new SiloSettings { FailPoint = "somewhere" });
        Assert.False(await silo.WhenReadyAsync());
        Assert.Matches("^TWINS_FAILPOINT names 'somewhere', time 1; it can be NAME or NAME@N", silo.Errors);
    }
}
