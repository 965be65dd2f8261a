using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Twins.Crash.Harness;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Verification;

namespace Twins.Crash;

/// <summary>R7 on a disk that is really small: below 5 % free, reports are refused and the silo is not ready; when there is room again it takes them, by itself.</summary>
public sealed class FullDiskTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private const int DiskMebibytes = 48;
    private const int FramesBefore = 450;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private readonly Workspace _space = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _space.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Below_5_percent_the_log_gives_up_what_nobody_needs_and_the_silo_is_ready_again_without_anybody()
    {
        using var disk = Mount();
        var data = Path.Combine(disk.FullPath, "data");
        var fleet = unbroken.Plan.Fleet();
        await using (var silo = await SiloProcess.StartAsync(data, unbroken.Plan.Settings with { SegmentBytes = 65_536 }))
        {
            using var sender = await PatientSender.ConnectAsync(silo.Intake, fleet);
            await sender.SendAsync(FramesBefore, Token);
            await Settled.PictureAsync(silo.Http);
            var kept = BytesOf(Path.Combine(data, "log"));
            Assert.True(kept > DiskMebibytes * 1048576 / 50, $"The log keeps only {kept} bytes, less than a fiftieth of the disk.");
            Assert.Equal(0, sender.Refused);

            // All of the log is needed no longer, and is kept as long as there is room for it.
            disk.LeaveFree(0.045);
            while (BytesOf(Path.Combine(data, "log")) > kept / 2) Assert.False(await silo.WhenEndedAsync(s_look));
            await silo.WhenHealthAsync(isReady: true);
            await sender.SendAsync(FramesBefore + 20, Token);

            disk.MakeRoom();
            await sender.SendAsync(int.MaxValue, Token);
            Assert.Null(Picture.Difference(unbroken.Story, (await Settled.PictureAsync(silo.Http)).Story()));
        }

        Assert.Empty(DataVerifier.Verify(data).Report.Findings);
    }

    [Fact]
    public async Task On_a_full_disk_reports_are_refused_and_counted_and_when_there_is_room_nothing_is_missing()
    {
        using var disk = Mount();
        var data = Path.Combine(disk.FullPath, "data");
        var fleet = unbroken.Plan.Fleet();
        await using (var silo = await SiloProcess.StartAsync(data, unbroken.Plan.Settings))
        {
            using var sender = await PatientSender.ConnectAsync(silo.Intake, fleet);
            // Only a refusal is answered with an error from here.
            var next = Enumerable.Range(FramesBefore, 100).First(i => fleet.IsReadable(fleet.Frames[i]) && fleet.Frames[i][2] == (byte)Command.Realtime);
            await sender.SendAsync(next, Token);
            disk.LeaveFree(0);
            var health = await silo.WhenHealthAsync(isReady: false, "disk");
            Assert.Matches("Only 0 of 48 MiB of the disk are free, less than 5.*%: reports are refused", health);
            var sending = sender.SendAsync(next + 1, Token);
            await sender.WhenRefusedAsync(3);
            Assert.False(sending.IsCompleted);
            var system = (await silo.Http.GetFromJsonAsync<JsonObject>("/v1/system", Token))!;
            Assert.True(system["refused"]!["disk"]!.GetValue<long>() >= 3);
            Assert.True(system["refusedBySender"]![Platform.Account]!["disk"]!.GetValue<long>() >= 3);

            disk.MakeRoom();
            await sending;
            await silo.WhenHealthAsync(isReady: true);
            await sender.SendAsync(int.MaxValue, Token);
            Assert.Null(Picture.Difference(unbroken.Story, (await Settled.PictureAsync(silo.Http)).Story()));
        }

        Assert.Empty(DataVerifier.Verify(data, replay: true).Report.Findings);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_end_of_a_link_is_kept_also_when_only_the_last_of_the_reserve_is_left()
    {
        using var disk = Mount();
        var accept = ("Twins__Intake__Gbt32960__UnknownSender", "accept");
        await using var silo = await SiloProcess.StartAsync(Path.Combine(disk.FullPath, "data"), unbroken.Plan.Settings with { More = [accept] });
        using (var terminal = new TcpClient())
        {
            await terminal.ConnectAsync(silo.Intake, Token);
            await terminal.GetStream().WriteAsync(unbroken.Plan.Fleet().Frames[0], Token);
            await WhenToldAsync(silo, "twins.vehicle.link.opened.v1");
            disk.LeaveFree(0.02);
            await silo.WhenHealthAsync(isReady: false, "disk");
        }

        await WhenToldAsync(silo, "twins.vehicle.link.closed.v1");
    }

    private static async Task WhenToldAsync(SiloProcess silo, string type)
    {
        while (!(await silo.Http.GetStringAsync(new Uri("/v1/events", UriKind.Relative), Token)).Contains(type, StringComparison.Ordinal))
            Assert.False(await silo.WhenEndedAsync(s_look));
    }

    private SmallDisk Mount()
    {
        var (disk, reason) = SmallDisk.TryMount(_space.New("disk"), DiskMebibytes);
        if (disk is null) Assert.Skip($"{reason}.");
        return disk;
    }

    private static long BytesOf(string directory) => new DirectoryInfo(directory).EnumerateFiles().Where(file => file.Exists).Sum(file => file.Length);
}
