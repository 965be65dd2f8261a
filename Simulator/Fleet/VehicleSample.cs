using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Fleet;

/// <summary>All values of one report. One instance is filled again and again, since a fleet reports faster than a collector should have to clean up.</summary>
internal sealed class VehicleSample
{
    internal PowerState Power { get; set; }

    internal ChargeState Charge { get; set; }

    internal double SpeedKmh { get; set; }

    internal double OdometerKm { get; set; }

    internal double PackVoltageV { get; set; }

    /// <summary>Positive while discharging.</summary>
    internal double CurrentA { get; set; }

    internal double SocPercent { get; set; }

    internal double InsulationKohm { get; set; }

    internal Gear Gear { get; set; }

    internal double AccelerationMs2 { get; set; }

    internal double Longitude { get; set; }

    internal double Latitude { get; set; }

    internal Reading[] CellVoltagesV { get; } = new Reading[TractionBattery.CellCount];

    internal Reading[] TemperaturesC { get; } = new Reading[TractionBattery.ProbeCount];

    internal AlarmJudgement Alarm { get; set; }
}
