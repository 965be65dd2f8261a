using System.Text.Json;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>A sender without an answer sends again, in order, also more than eight frames deep. That changes links and counters and nothing else.</summary>
public sealed class RepeatTests
{
    private static readonly string[] s_codes = ["001PBAK8000001AC70200011", "001PBAK8000001AC70200022", "117381303840"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Frames_sent_again_in_order_are_as_good_as_sent_once(int seed)
    {
        var story = Story(seed);
        var once = new TwinDriver();
        foreach (var frame in story) once.Receive(frame, link: Frames.Platform);

        var random = new Random(seed);
        var again = new TwinDriver();
        for (var next = 0; next < story.Count;)
        {
            var end = Math.Min(story.Count, next + random.Next(10, 40));
            for (var i = next; i < end; i++) again.Receive(story[i], Frames.Noon.AddHours(1), Frames.Platform);
            // What was answered before the connection was lost is not sent again.
            next = end == story.Count ? end : random.Next(next, end);
        }

        Assert.Equal(TextOf(once), TextOf(again));
        Assert.Equal(Told(once), Told(again));
        Assert.Equal(once.Consequences.Select(Sent), again.Consequences.Select(Sent));
        Assert.True(again.Snapshot.Counters.Total > once.Snapshot.Counters.Total + 8);
        static string Sent(Consequence sent) => $"{sent.Id} {System.Text.Encoding.UTF8.GetString(sent.Payload.Span)}";
    }

    [Fact]
    public void A_serious_alarm_that_was_seen_live_is_not_told_again_as_late()
    {
        var driver = new TwinDriver();
        for (var i = 0; i < 12; i++) driver.Receive(Frames.Report(Frames.Noon.AddSeconds(10 * i), Frames.Driving(), i == 1 ? 3 : 0, i == 1 ? 1u << 11 : 0));
        Assert.Equal(["vehicle.alarm.raised", "vehicle.alarm.cleared"], driver.TypesOf("vehicle.alarm"));
        driver.Receive(Frames.Report(Frames.Noon.AddSeconds(10), Frames.Driving(), 3, 1u << 11));
        Assert.Equal(2, driver.TypesOf("vehicle.alarm").Count());
        driver.Receive(Frames.Report(Frames.Noon.AddHours(-2), Frames.Driving(), 3, 1u << 11, Command.Reissue));
        Assert.Equal(3, driver.TypesOf("vehicle.alarm").Count());
        driver.Restart();
        driver.Receive(Frames.Report(Frames.Noon.AddHours(-2).AddSeconds(10), Frames.Driving(), 3, 1u << 11, Command.Reissue));
        Assert.Equal(3, driver.TypesOf("vehicle.alarm").Count());
    }

    [Fact]
    public void An_older_login_says_nothing_of_the_packs()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Login(Frames.Noon, 1, s_codes[0]));
        driver.Receive(Frames.Login(Frames.Noon.AddHours(1), 2, s_codes[1]), Frames.Noon.AddHours(1));
        var before = driver.Consequences.Count;
        driver.Receive(Frames.Login(Frames.Noon, 1, s_codes[0]), Frames.Noon.AddHours(1));
        Assert.Equal(before, driver.Consequences.Count);
        Assert.Equal(s_codes[1], Assert.Single(driver.Snapshot.Packs).Code);
    }

    [Fact]
    public void A_quarantined_frame_is_told_once_also_after_a_restart()
    {
        var frame = Frames.Report(Frames.Noon, Frames.Driving());
        frame[FrameView.HeaderLength + 1] = 0x77;
        var driver = new TwinDriver();
        driver.Receive(frame);
        driver.Restart();
        driver.Receive(frame);
        Assert.Single(driver.TypesOf("report.quarantined"));
        Assert.Equal((1, 1), (driver.Snapshot.Counters.Quarantined, driver.Snapshot.Counters.Duplicate));
    }

    [Fact]
    public void A_pack_that_hears_of_an_older_unmounting_stays_where_it_is()
    {
        var pack = new BatteryPackTwin(s_codes[0]);
        pack.Apply(Change(1, PackChangeKind.Mounted, Frames.Noon.AddHours(1)));
        var reply = pack.Apply(Change(2, PackChangeKind.Unmounted, Frames.Noon));
        Assert.Empty(reply.Events);
        Assert.Equal(Frames.Vin, ((BatteryPackSnapshot)pack.Read()).Mounting!.Vin);
    }

    private static TwinBatch Change(long sequence, PackChangeKind kind, DateTimeOffset at)
    {
        var outcome = new Outcome(Frames.Vin);
        outcome.Begin(new TwinEntry(EntryKind.Frame, 0, at, null, default));
        new PackChange(kind, Frames.Vin, 1, at).To(s_codes[0], outcome);
        var sent = outcome.Reply(new VehicleTwin(Frames.Vin).Row()).Consequences[0];
        return new TwinBatch(1, sequence - 1, sequence, [new TwinEntry(EntryKind.Consequence, 0, at, null, sent.Payload)]);
    }

    private static List<byte[]> Story(int seed)
    {
        var random = new Random(seed);
        var frames = new List<byte[]>();
        for (var i = 0; i < 200; i++)
        {
            var time = Frames.Noon.AddSeconds(10 * i - 4000);
            var level = random.Next(4) == 0 ? random.Next(1, 4) : 0;
            var late = random.Next(6) == 0;
            frames.Add((i % 50, random.Next(15)) switch
            {
                (0, _) => Frames.Login(time, i + 1, s_codes[random.Next(3)]),
                (49, _) => Frames.Logout(time, i),
                (_, 0) => Unreadable(time),
                _ => Frames.Report(
                    late ? time.AddHours(-1) : time, i % 50 < 25 ? Frames.Driving(odometerKm: 1000 + i) : Frames.Parked(ChargeState.ParkedCharging, -40, i % 100),
                    level, level == 0 ? 0 : 1u << random.Next(3), late ? Command.Reissue : Command.Realtime),
            });
        }

        return frames;
    }

    private static byte[] Unreadable(DateTimeOffset time)
    {
        var frame = Frames.Report(time, Frames.Driving());
        frame[FrameView.HeaderLength + 1] = 0x77;
        return frame;
    }

    private static List<string> Told(TwinDriver driver) =>
        [.. driver.Events.Where(e => !e.Type.StartsWith("vehicle.link", StringComparison.Ordinal)).Select(e => e.Type.StartsWith("report", StringComparison.Ordinal) ? e.Data : $"{e.Type} {e.Time:O} {e.Data}")];

    private static string TextOf(TwinDriver driver)
    {
        var snapshot = driver.Snapshot with { Version = 0, ReceivedAt = default, Link = null, Counters = default, Status = default };
        return JsonSerializer.Serialize(snapshot);
    }
}
