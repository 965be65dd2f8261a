using FsCheck;
using FsCheck.Fluent;
using Twins.Protocols.Gbt32960;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

public sealed class VehicleModelTests
{
    private const double StepSeconds = 10;
    private const int StepsOfADay = (int)(86_400 / StepSeconds), StepsAVehicle = StepsOfADay / 24;

    [Fact]
    public void Speed_odometer_and_place_fit_together() =>
        ForManyVehicles((before, after) =>
        {
            Assert.InRange(after.Sample.SpeedKmh, 0, CityDriving.HighestSpeedKmh);
            Assert.InRange(after.Sample.OdometerKm - before.Sample.OdometerKm, 0, CityDriving.HighestSpeedKmh * StepSeconds / 3600 + 1e-9);
            Assert.True(after.Sample.SpeedKmh <= 0 || after.Sample.Power == PowerState.On);
        });

    [Fact]
    public void Charge_rises_at_the_pile_and_never_without_current() =>
        ForManyVehicles((before, after) =>
        {
            if (before.Activity == Activity.Charging && after.Activity == Activity.Charging)
                Assert.True(after.SocFraction > before.SocFraction && after.Sample.CurrentA < 0 && after.Sample.Charge == ChargeState.ParkedCharging);
            if (before.Activity is Activity.Parked or Activity.Asleep && after.Activity == before.Activity)
                Assert.True(after.SocFraction <= before.SocFraction && after.Sample.CurrentA == 0);
        });

    [Fact]
    public void A_trip_takes_charge_and_covers_ground()
    {
        var vehicle = new VehicleModel(0, 7);
        var (soc, odometer) = (vehicle.SocFraction, vehicle.OdometerKm);
        Assert.Equal(Activity.Driving, vehicle.Activity);
        while (vehicle.Activity == Activity.Driving)
            vehicle.Advance(StepSeconds);
        var km = vehicle.OdometerKm - odometer;
        Assert.InRange(km, 2, 60);
        Assert.InRange((soc - vehicle.SocFraction) * 62 / km * 100, 8, 35);
    }

    [Fact]
    public void The_pack_is_the_sum_of_its_cells_and_stays_within_what_cells_bear() =>
        ForManyVehicles((_, after) =>
        {
            Assert.Equal(after.Sample.PackVoltageV, after.Cells.Sum(), 6);
            Assert.InRange(after.Cells.Min(), 2.9, 4.3);
            Assert.InRange(after.Cells.Max(), 2.9, 4.3);
            Assert.InRange(after.Cells.Max() - after.Cells.Min(), 0.001, 0.3);
        });

    [Fact]
    public void A_vehicle_without_a_fault_raises_nothing_but_a_low_charge() =>
        ForManyVehicles((_, after) => Assert.True((after.Sample.Alarm.Flags & ~(1u << 4)) == 0), firstNumber: 3);

    [Fact]
    public void Every_vehicle_drives_charges_parks_and_sleeps_within_some_days()
    {
        var vehicle = new VehicleModel(3, 3);
        var seen = new HashSet<Activity>();
        for (var i = 0; i < 3 * StepsOfADay; i++)
        {
            vehicle.Advance(StepSeconds);
            seen.Add(vehicle.Activity);
        }
        Assert.Equal(Enum.GetValues<Activity>().Length, seen.Count);
    }

    [Fact]
    public void The_first_vehicle_comes_to_level_three_with_heat_and_insulation_and_is_well_again()
    {
        var vehicle = new VehicleModel(0, 1);
        var levels = new List<int>();
        var flags = 0u;
        var sample = new VehicleSample();
        for (var i = 0; i < 60; i++)
        {
            vehicle.Advance(StepSeconds);
            vehicle.Measure(sample);
            flags |= sample.Alarm.Flags;
            if (levels.Count == 0 || levels[^1] != sample.Alarm.Level)
                levels.Add(sample.Alarm.Level);
        }
        Assert.Equal(0, levels[0]);
        Assert.Contains(3, levels);
        Assert.Equal(0, levels[^1]);
        Assert.Equal(0b1000_0000_0011u, flags);
    }

    [Fact]
    public void A_stop_of_the_process_does_not_let_a_vehicle_jump()
    {
        var vehicle = new VehicleModel(0, 1);
        var odometer = vehicle.OdometerKm;
        vehicle.Advance(86_400);
        Assert.InRange(vehicle.OdometerKm - odometer, 0, CityDriving.HighestSpeedKmh / 60);
    }

    private static void ForManyVehicles(Action<Moment, Moment> check, int firstNumber = 0) =>
        Prop.ForAll(Gen.Choose(firstNumber, 49).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (number, seed) =>
        {
            var vehicle = new VehicleModel(number, (ulong)seed);
            var before = Moment.Of(vehicle);
            for (var i = 0; i < StepsAVehicle; i++)
            {
                vehicle.Advance(StepSeconds);
                var after = Moment.Of(vehicle);
                check(before, after);
                before = after;
            }
        }).QuickCheckThrowOnFailure();

    private sealed record Moment(Activity Activity, double SocFraction, VehicleSample Sample)
    {
        internal IEnumerable<double> Cells => Sample.CellVoltagesV.Select(cell => cell.Value);

        internal static Moment Of(VehicleModel vehicle)
        {
            var sample = new VehicleSample();
            vehicle.Measure(sample);
            return new Moment(vehicle.Activity, vehicle.SocFraction, sample);
        }
    }
}
