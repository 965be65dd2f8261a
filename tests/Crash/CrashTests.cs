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
        Assert.True(result is { Repeated: > 20, Twins: > 20, Events: > 300 }, $"The run tried too little: {result}");
    }
}
