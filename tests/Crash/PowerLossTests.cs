using Twins.Crash.Harness;
using Twins.Crash.Harness.PowerLoss;

namespace Twins.Crash;

/// <summary>The power fails: what was not synced is gone, wholly or in part. What was answered is there, and the directory is sound.</summary>
public sealed class PowerLossTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>
{
    [Fact]
    public async Task Whatever_a_cut_leaves_is_sound_and_holds_every_answered_frame()
    {
        var result = await RunAsync("fdatasync", cutsPerLife: 25, truncates: false);
        Assert.True(result is { Cuts: 104, CutsWithAnswers: > 40, Acts: > 1000 }, $"The run tried too little: {result}");
    }

    [Fact]
    public async Task Whatever_a_cut_leaves_of_a_log_that_forgets_is_sound_and_its_story_ends_as_ever()
    {
        var result = await RunAsync("fdatasync", cutsPerLife: 5, truncates: true);
        Assert.True(result is { Cuts: 24, CutsWithAnswers: > 10, Deletions: > 1 }, $"The run tried too little: {result}");
    }

    [Fact]
    public async Task Answers_without_a_sync_are_found_out()
    {
        var error = await Assert.ThrowsAsync<CrashCheckException>(() => RunAsync("none", cutsPerLife: 5, truncates: false));
        Assert.Matches("answered frames are not in the log|cannot be opened|were answered and .* is no data directory|verify finds", error.Message);
    }

    private async Task<PowerLossResult> RunAsync(string durability, int cutsPerLife, bool truncates)
    {
        using var space = new Workspace();
        Directory.CreateDirectory(space.Data);
        var (recorder, reason) = Recorder.TryBuild(space.Root);
        if (recorder is null) Assert.Skip($"{reason}.");
        var output = TestContext.Current.TestOutputHelper!;
        return await new PowerLossRun(unbroken.Plan.Seed, recorder, space.Root, durability, truncates, output.WriteLine).RunAsync(cutsPerLife, unbroken.Story);
    }
}
