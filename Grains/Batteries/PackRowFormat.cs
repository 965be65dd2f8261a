using Twins.Grains.Partitions;
using Twins.Grains.Snapshots;

namespace Twins.Grains.Batteries;

/// <summary>A pack's row in a page.</summary>
internal static class PackRowFormat
{
    public static void Write(SnapshotWriter to, BatteryPackRow row)
    {
        to.Text(row.Vin);
        to.Number(row.Subsystem);
        to.Time(row.At);
        to.Number(row.SocPercent);
        to.Number(row.AlarmLevel);
    }

    public static BatteryPackRow Read(string id, long version, TwinWait? wait, ref SnapshotReader from) => new(
        id, version, wait, from.MaybeText(), from.MaybeInt(), from.MaybeTime(), from.MaybeInt(), from.Int());
}
