using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>What a vehicle is doing.</summary>
internal enum Activity
{
    /// <summary>On a trip.</summary>
    Driving,

    /// <summary>At a charging pile.</summary>
    Charging,

    /// <summary>Switched off a short while ago, still reporting.</summary>
    Parked,

    /// <summary>Switched off and logged out; nothing is sent.</summary>
    Asleep,
}

/// <summary>One vehicle: drives, parks, charges, sleeps, and wakes up again. No clock and no I/O: time is what it is told.</summary>
internal sealed class VehicleModel
{
    private const double LongestStepSeconds = 60, SubstepSeconds = 1;
    private const double LowSoc = 0.3, EmptySoc = 0.1;
    private const double WholeInsulationKohm = 12_000, LostInsulationKohm = 60;

    private readonly TractionBattery _battery;
    private readonly int _number;
    private SplitMix64 _random;
    private StreetWalk _way;
    private CityDriving _driving;
    private double _secondsLeft;
    private double _age;

    internal VehicleModel(int number, ulong seed)
    {
        _number = number;
        _random = new SplitMix64(seed);
        _way = new StreetWalk(ref _random);
        OdometerKm = _random.Between(500, 120_000);
        var soc = _random.Between(0.25, 0.95);
        _battery = new TractionBattery(seed, soc);
        // The first vehicle carries the fault that a demonstration shows, so it starts on the road.
        Begin(number == 0 ? Activity.Driving : _random.Fraction() switch
        {
            < 0.65 => Activity.Driving,
            < 0.9 => Activity.Charging,
            < 0.95 => Activity.Parked,
            _ => Activity.Asleep,
        });
        Vin = Fleet.Vin.Of(number);
        PackCode = Fleet.PackCode.Of(number);
        Iccid = $"898600{number:D14}";
    }

    /// <summary>Its number in the fleet, from 0.</summary>
    internal int Number => _number;

    internal string Vin { get; }

    /// <summary>The 24 characters of its battery pack.</summary>
    internal string PackCode { get; }

    /// <summary>The 20 digits of its SIM card.</summary>
    internal string Iccid { get; }

    internal Activity Activity { get; private set; }

    internal double OdometerKm { get; private set; }

    /// <summary>Charge left, 0 to 1.</summary>
    internal double SocFraction => _battery.SocFraction;

    /// <summary>Lives on. More than a minute at once, as after a suspended process, counts as a minute.</summary>
    internal void Advance(double seconds)
    {
        seconds = Math.Clamp(seconds, 0, LongestStepSeconds);
        _age += seconds;
        _secondsLeft -= seconds;
        switch (Activity)
        {
            case Activity.Driving:
                Drive(seconds);
                break;
            case Activity.Charging:
                _battery.Charge(seconds);
                break;
            default:
                _battery.Rest(seconds);
                break;
        }
        if (IsFinished)
            Begin(NextActivity());
    }

    /// <summary>Writes what the vehicle measures now into <paramref name="sample"/>.</summary>
    internal void Measure(VehicleSample sample)
    {
        var faults = FaultScript.At(_number, _age);
        var driving = Activity == Activity.Driving;
        _battery.ReadCells(sample.CellVoltagesV, faults.WeakCellV);
        _battery.ReadProbes(sample.TemperaturesC, faults.HotSpotC);
        sample.Power = driving ? PowerState.On : PowerState.Off;
        sample.Charge = Activity == Activity.Charging ? ChargeState.ParkedCharging : _battery.IsFull ? ChargeState.Complete : ChargeState.NotCharging;
        sample.SpeedKmh = driving ? _driving.SpeedKmh : 0;
        sample.AccelerationMs2 = driving ? _driving.AccelerationNowMs2 : 0;
        sample.OdometerKm = OdometerKm;
        sample.PackVoltageV = Sum(sample.CellVoltagesV);
        sample.CurrentA = _battery.CurrentA;
        sample.SocPercent = Math.Round(100 * _battery.SocFraction);
        sample.InsulationKohm = Math.Round(WholeInsulationKohm + (LostInsulationKohm - WholeInsulationKohm) * faults.InsulationLoss);
        sample.Gear = driving ? Gear.D : Gear.P;
        (sample.Longitude, sample.Latitude) = (_way.Longitude, _way.Latitude);
        sample.Alarm = AlarmJudgement.Of(sample);
    }

    private bool IsFinished => Activity switch
    {
        Activity.Driving => IsAtDestination && _driving.SpeedKmh <= 0,
        Activity.Charging => _battery.IsFull,
        _ => _secondsLeft <= 0,
    };

    private bool IsAtDestination => _secondsLeft <= 0 || _battery.SocFraction < EmptySoc;

    private void Drive(double seconds)
    {
        for (; seconds > 0; seconds -= SubstepSeconds)
        {
            var step = Math.Min(seconds, SubstepSeconds);
            var metres = _driving.Advance(step, IsAtDestination, ref _random);
            _way.Advance(metres, ref _random);
            OdometerKm += metres / 1000;
            _battery.Discharge(TractionPower.Kw(_driving.SpeedKmh, _driving.AccelerationNowMs2), step);
        }
    }

    private Activity NextActivity() => Activity switch
    {
        Activity.Driving when _battery.SocFraction < LowSoc || _random.Chance(0.15) => Activity.Charging,
        Activity.Parked => Activity.Asleep,
        Activity.Asleep => _battery.SocFraction < LowSoc ? Activity.Charging : Activity.Driving,
        _ => Activity.Parked,
    };

    private void Begin(Activity activity)
    {
        Activity = activity;
        _secondsLeft = activity switch
        {
            Activity.Driving => _random.Between(600, 2400),
            Activity.Parked => _random.Between(60, 180),
            Activity.Asleep => _random.Between(120, 900),
            _ => 0,
        };
        if (activity == Activity.Driving)
            _driving = default;
    }

    private static double Sum(ReadOnlySpan<Reading> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value.Value;
        return sum;
    }
}
