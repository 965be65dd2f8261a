using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>R9: what is ahead of its arrival is not believed; what was believed while the wall clock was not settled is given up once it is.</summary>
public sealed class AheadTests
{
    private const uint Overheated = 1;
    private static readonly DateTimeOffset s_future = Frames.Noon.AddDays(400);

    private static TwinDriver MisledWhileUnsettled()
    {
        var driver = new TwinDriver();
        driver.Apply(Frames.Entry(Frames.Report(s_future, Frames.Driving()), Frames.Noon) with { IsClockUnsettled = true });
        Assert.Equal(s_future, driver.Snapshot.EventTime);
        return driver;
    }

    [Fact]
    public void Reports_are_live_again_once_the_clock_is_settled()
    {
        var driver = MisledWhileUnsettled();
        var now = Frames.Noon.AddSeconds(10);
        driver.Receive(Frames.Report(now, Frames.Driving(speedKmh: 33)), now);
        Assert.Equal((now, 33), (driver.Snapshot.EventTime, driver.Row.SpeedKmh));
        Assert.Equal(new ReportCounts(2, 0, 0, 0, 0), driver.Snapshot.Counters);
    }

    [Fact]
    public void Every_new_alarm_is_told_afterwards_also_the_second_of_its_flag()
    {
        var driver = MisledWhileUnsettled();
        for (var i = 0; i < 4; i++)
        {
            var now = Frames.Noon.AddMinutes(i + 1);
            driver.Receive(Frames.Report(now, Frames.Driving(), level: i % 2 == 0 ? 3 : 0, flags: i % 2 == 0 ? Overheated : 0), now);
        }

        Assert.Equal([EventTypes.AlarmRaised, EventTypes.AlarmCleared, EventTypes.AlarmRaised, EventTypes.AlarmCleared], driver.TypesOf("vehicle.alarm"));
    }

    [Fact]
    public void A_trip_that_reached_into_the_future_ends_and_the_next_begins()
    {
        var driver = MisledWhileUnsettled();
        var now = Frames.Noon.AddSeconds(10);
        driver.Receive(Frames.Report(now, Frames.Driving()), now);
        Assert.Equal([EventTypes.TripStarted, EventTypes.TripEnded, EventTypes.TripStarted], driver.TypesOf("vehicle.trip"));
        Assert.Equal(now, driver.Snapshot.Trip!.StartedAt);
    }

    [Fact]
    public void What_arrives_while_the_clock_is_still_unsettled_gives_nothing_up()
    {
        var driver = MisledWhileUnsettled();
        driver.Apply(Frames.Entry(Frames.Report(Frames.Noon, Frames.Driving()), Frames.Noon) with { IsClockUnsettled = true });
        Assert.Equal(s_future, driver.Snapshot.EventTime);
    }

    [Fact]
    public void A_charging_session_that_reached_into_the_future_ends_and_packs_hear_at_once()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Login(Frames.Noon, 1, "001PE0A1CA0000000000000A"));
        driver.Apply(Frames.Entry(Frames.Report(s_future, Frames.Parked(ChargeState.ParkedCharging, -40)), Frames.Noon) with { IsClockUnsettled = true });
        driver.Consequences.Clear();
        var now = Frames.Noon.AddSeconds(10);
        driver.Receive(Frames.Report(now, Frames.Parked(ChargeState.ParkedCharging, -40)), now);
        Assert.Equal([EventTypes.ChargingStarted, EventTypes.ChargingEnded, EventTypes.ChargingStarted], driver.TypesOf("vehicle.charging"));
        Assert.Contains(driver.Consequences, consequence => PackChange.FromPayload(consequence.Payload) is { Kind: PackChangeKind.Digest } digest && digest.At == now);
    }

    [Theory]
    [InlineData(Command.Realtime)]
    [InlineData(Command.Reissue)]
    public void What_was_believed_by_a_settled_clock_is_not_given_up_for_an_arrival_that_is_earlier(Command command)
    {
        // The machine came back with a clock that is behind.
        var driver = new TwinDriver();
        driver.Receive(Frames.Report(Frames.Noon, Frames.Driving()));
        driver.Receive(Frames.Report(Frames.Noon.AddMinutes(-30), Frames.Driving(), command: command), Frames.Noon.AddMinutes(-20));
        Assert.Equal(Frames.Noon, driver.Snapshot.EventTime);
        Assert.Equal([EventTypes.TripStarted], driver.TypesOf("vehicle.trip"));
    }

    [Fact]
    public void A_reissued_report_gives_nothing_up_and_neither_does_a_restart_in_between()
    {
        var driver = MisledWhileUnsettled();
        driver.Restart();
        driver.Receive(Frames.Report(Frames.Noon, Frames.Driving(), command: Command.Reissue), Frames.Noon);
        Assert.Equal(s_future, driver.Snapshot.EventTime);
        driver.Receive(Frames.Report(Frames.Noon, Frames.Driving(odometerKm: 1001)), Frames.Noon);
        Assert.Equal(Frames.Noon, driver.Snapshot.EventTime);
    }

    [Fact]
    public void A_snapshot_of_schema_1_is_read()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Report(Frames.Noon, Frames.Driving()));
        var bytes = driver.Twin.Capture();
        Assert.Equal(2, bytes[0] >> 1);
        byte[] older = [1 << 1, .. bytes[1..^1]];
        Assert.Equal(bytes, VehicleRecord.Read(Frames.Vin, older).Capture());
    }

    [Fact]
    public void A_login_that_is_ahead_counts_from_its_arrival()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Login(s_future, 1, "001PE0A1CA0000000000000A"));
        Assert.Equal(Frames.Noon, driver.Snapshot.Packs.Single().Since);
        Assert.All(driver.Consequences, consequence => Assert.Equal(Frames.Noon, PackChange.FromPayload(consequence.Payload).At));
    }
}
