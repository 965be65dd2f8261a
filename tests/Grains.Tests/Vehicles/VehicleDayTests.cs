using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>One recorded day of a real vehicle, frame by frame.</summary>
public sealed class VehicleDayTests
{
    private static readonly DateTimeOffset s_day = new(2019, 12, 30, 0, 0, 0, TimeSpan.Zero);

    private static TwinDriver Replay()
    {
        var driver = new TwinDriver();
        foreach (var frame in Vectors.VehicleDay()) driver.Receive(frame);
        return driver;
    }

    private static DateTimeOffset At(int hours, int minutes, int seconds) => s_day + new TimeSpan(hours, minutes, seconds);

    [Fact]
    public void The_trip_runs_from_switching_on_to_switching_off()
    {
        var trip = Replay().Snapshot.LastTrip;
        Assert.NotNull(trip);
        Assert.Equal((At(5, 51, 45), At(5, 52, 54), 1.0), (trip.StartedAt, trip.EndedAt, trip.DistanceKm));
        Assert.Equal(0.30, trip.EnergyKwh, 0.02);
    }

    [Fact]
    public void The_charging_session_runs_from_parked_charging_to_complete()
    {
        var session = Replay().Snapshot.LastCharging;
        Assert.NotNull(session);
        Assert.Equal((At(5, 55, 50), At(7, 51, 56), 28, 100), (session.StartedAt, session.EndedAt, session.SocFrom, session.SocTo));
        Assert.Equal(64.6, session.EnergyKwh, 0.1);
    }

    [Fact]
    public void Late_frames_are_counted_and_change_nothing_live()
    {
        var day = Vectors.VehicleDay();
        var driver = new TwinDriver();
        foreach (var frame in day[..^5]) driver.Receive(frame);
        var before = driver.Snapshot;
        foreach (var frame in day[^5..^1]) driver.Receive(frame);
        var after = driver.Snapshot;
        Assert.Equal(new ReportCounts(237, 0, 0, 0, 0), before.Counters);
        Assert.Equal(new ReportCounts(237, 4, 0, 0, 0), after.Counters);
        Assert.Equal(At(7, 51, 56), before.EventTime);
        Assert.Equal(before.State.Select(unit => (unit.Name, unit.At)), after.State.Select(unit => (unit.Name, unit.At)));
        Assert.Equal((before.LastTrip, before.LastCharging), (after.LastTrip, after.LastCharging));
    }

    [Fact]
    public void Each_thing_happens_once_and_in_order()
    {
        var driver = Replay();
        Assert.Equal([EventTypes.LinkOpened, EventTypes.LinkClosed, EventTypes.LinkOpened, EventTypes.LinkClosed], driver.TypesOf("vehicle.link"));
        Assert.Equal(
            [EventTypes.TripStarted, EventTypes.TripEnded, EventTypes.ChargingStarted, EventTypes.ChargingEnded],
            driver.Events.Select(e => e.Type).Where(type => type.Contains("trip", StringComparison.Ordinal) || type.Contains("charging", StringComparison.Ordinal)));
        Assert.Equal(VehicleStatus.Offline, driver.Snapshot.Status);
        Assert.Equal(245, driver.Snapshot.Version);
    }

    [Fact]
    public void The_pack_is_provisional_and_mounted_since_the_first_login()
    {
        var snapshot = Replay().Snapshot;
        var pack = Assert.Single(snapshot.Packs);
        Assert.Equal(new MountedPack(1, "~LTWNA000000000037~1".Replace("LTWNA000000000037", Frames.Vin, StringComparison.Ordinal), "117381303840", true, At(5, 51, 20)), pack);
        var reading = Assert.Single(snapshot.PackReadings);
        var cells = reading.Cells!.RawMillivolts;
        var probes = reading.Probes!.RawTemperatures;
        Assert.Equal((144, 4060, 4130), (cells.Length, cells.Min(), cells.Max()));
        Assert.Equal((72, 18 + 40, 20 + 40), (probes.Length, probes.Min(), probes.Max()));
    }

    [Fact]
    public void A_snapshot_at_any_point_goes_on_as_if_nothing_had_happened()
    {
        var whole = Replay();
        var broken = new TwinDriver();
        var n = 0;
        foreach (var frame in Vectors.VehicleDay())
        {
            if (n++ % 7 == 0) broken.Restart();
            broken.Receive(frame);
        }

        Assert.Equal(whole.Twin.Capture(), broken.Twin.Capture());
        Assert.Equal(whole.Events, broken.Events);
    }

    [Fact]
    public void The_day_sent_again_after_half_of_it_ends_in_the_same_trip_and_session()
    {
        var whole = Replay();
        var day = Vectors.VehicleDay();
        var twice = new TwinDriver();
        foreach (var frame in day[..120]) twice.Receive(frame);
        foreach (var frame in day) twice.Receive(frame, Frames.Noon.AddMinutes(1), Frames.Terminal with { Incarnation = "intake-2" });
        Assert.Equal((whole.Snapshot.LastTrip, whole.Snapshot.LastCharging), (twice.Snapshot.LastTrip, twice.Snapshot.LastCharging));
        Assert.Equal(whole.Snapshot.State.Select(unit => (unit.Name, unit.At)), twice.Snapshot.State.Select(unit => (unit.Name, unit.At)));
        Assert.Equal(whole.TypesOf("vehicle.trip"), twice.TypesOf("vehicle.trip"));
        Assert.Equal(whole.TypesOf("vehicle.charging"), twice.TypesOf("vehicle.charging"));
    }
}
