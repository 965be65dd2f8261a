using System.Diagnostics;
using Twins.Crash.Harness;
using Twins.Crash.Harness.PowerLoss;
using Twins.Silo.Verification;

namespace Twins.Crash;

/// <summary>R7: a disk that fails or hangs delays answers, makes the silo not ready with the reason, and loses and doubles nothing; it comes back by itself.</summary>
public sealed class FailingDiskTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private const int Frames = 150;
    private readonly Workspace _space = new();

    public void Dispose() => _space.Dispose();

    [Theory]
    [InlineData(DiskFault.Fails, "segment-", "log")]
    [InlineData(DiskFault.ReadOnly, "", "log")]
    [InlineData(DiskFault.SyncFails, "events.db", "events")]
    [InlineData(DiskFault.Fails, "state.db", "state")]
    [InlineData(DiskFault.Hangs, "", "log")]
    internal async Task Frames_of_the_time_of_a_fault_are_answered_behind_it_and_the_story_ends_as_ever(DiskFault fault, string file, string check)
    {
        var recorder = Build();
        await using (var silo = await StartAsync(recorder))
        {
            var platform = new Platform(unbroken.Plan.Fleet(), 1);
            await SendAsync(platform, silo, Frames);
            recorder.Now(fault, file);
            var sending = SendAsync(platform, silo, Frames * 2);
            Assert.Contains("cannot be written: ", (await silo.WhenHealthAsync(isReady: false, check)).Replace("has not been written for 5 s", "cannot be written: ", StringComparison.Ordinal), StringComparison.Ordinal);
            if (check == "log") Assert.True(platform.Acknowledged < Frames * 2);
            recorder.Now(DiskFault.None);
            await sending;
            Assert.Equal(Frames * 2, platform.Acknowledged);
            await silo.WhenHealthAsync(isReady: true);
            await SendAsync(platform, silo, int.MaxValue);
            Assert.Null(Picture.Difference(unbroken.Story, (await Settled.PictureAsync(silo.Http)).Story()));
        }

        Assert.Empty(DataVerifier.Verify(_space.Data, replay: true).Report.Findings);
    }

    [Fact]
    public async Task A_stop_ends_within_its_time_although_the_disk_hangs()
    {
        var recorder = Build();
        await using (var silo = await StartAsync(recorder, ("Twins__Fleet__StopSeconds", "10")))
        {
            var platform = new Platform(unbroken.Plan.Fleet(), 1);
            await SendAsync(platform, silo, Frames);
            recorder.Now(DiskFault.Hangs);
            var sending = SendAsync(platform, silo, Frames * 2);
            await silo.WhenHealthAsync(isReady: false, "log");
            var asked = Stopwatch.GetTimestamp();
            Assert.Equal(0, await silo.StopAsync());
            // Half as much again, for a machine that is busy.
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
            recorder.Now(DiskFault.None);
            await sending;
        }

        Assert.Empty(DataVerifier.Verify(_space.Data, replay: true).Report.Findings);
    }

    private Recorder Build()
    {
        Directory.CreateDirectory(_space.Data);
        var (recorder, reason) = Recorder.TryBuild(_space.Root);
        if (recorder is null) Assert.Skip($"{reason}.");
        return recorder;
    }

    private Task<SiloProcess> StartAsync(Recorder recorder, params (string, string)[] more) => SiloProcess.StartAsync(
        _space.Data, unbroken.Plan.Settings with { More = [.. recorder.Environment(_space.Root, "/dev/null"), .. more] });

    private static Task SendAsync(Platform platform, SiloProcess silo, int upTo) =>
        platform.RunAsync(silo.Intake, upTo, int.MaxValue, TimeSpan.Zero, CancellationToken.None);
}
