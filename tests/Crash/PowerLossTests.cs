using Twins.Crash.Harness;
using Twins.Crash.Harness.PowerLoss;

namespace Twins.Crash;

/// <summary>The power fails: what was not synced is gone, wholly or in part. What was answered is there, and the directory is sound.</summary>
public sealed class PowerLossTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>
{
    [Fact]
    public async Task Whatever_a_cut_leaves_is_sound_and_holds_every_answered_frame()
    {
        using var space = new Workspace();
        Directory.CreateDirectory(space.Data);
        var (recorder, reason) = Recorder.TryBuild(space.Root);
        if (recorder is null) Assert.Skip($"{reason}.");
        var output = TestContext.Current.TestOutputHelper!;
        try
        {
            var result = await new PowerLossRun(unbroken.Plan.Seed, recorder, space.Root, output.WriteLine).RunAsync(cutsPerLife: 25, unbroken.Story);
            Assert.True(result is { Cuts: 104, CutsWithAnswers: > 40, Acts: > 1000 }, $"The run tried too little: {result}");
        }
        catch
        {
            space.Keep = true;
            output.WriteLine($"Everything is kept in {space.Root}.");
            throw;
        }
    }
}
