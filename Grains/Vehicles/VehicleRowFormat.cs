using Twins.Grains.Partitions;
using Twins.Grains.Snapshots;

namespace Twins.Grains.Vehicles;

/// <summary>A vehicle's row in a page.</summary>
internal static class VehicleRowFormat
{
    public static void Write(SnapshotWriter to, VehicleRow row)
    {
        to.Byte((byte)row.Status);
        to.Time(row.EventTime);
        to.Time(row.ReceivedAt);
        to.Text(row.Incarnation);
        to.Real(row.Longitude);
        to.Real(row.Latitude);
        to.Number(row.SocPercent);
        to.Real(row.SpeedKmh);
        to.Real(row.OdometerKm);
        to.Text(row.Power);
        to.Text(row.Charge);
        to.Number(row.AlarmLevel);
        to.Number(row.HydrogenPercent);
    }

    public static VehicleRow Read(string id, long version, TwinWait? wait, ref SnapshotReader from) => new(
        id, version, wait, (VehicleStatus)from.Byte(), from.MaybeTime(), from.Time(), from.MaybeText(), from.MaybeReal(), from.MaybeReal(),
        from.MaybeInt(), from.MaybeReal(), from.MaybeReal(), from.MaybeText(), from.MaybeText(), from.Int())
    {
        HydrogenPercent = from.MaybeInt(),
    };
}
