using Twins.Grains.Batteries;
using Twins.Grains.Snapshots;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>A row as bytes, in pages and where its partition keeps it: kind, version, wait, then what the kind has.</summary>
internal static class TwinRowFormat
{
    public static void Write(SnapshotWriter to, TwinRow row)
    {
        to.Byte((byte)KindOf(row));
        to.Number(row.Version);
        to.Maybe(row.Wait, static (to, wait) =>
        {
            to.Time(wait.Since);
            to.Byte((byte)wait.For);
        });
        if (row is VehicleRow vehicle) VehicleRowFormat.Write(to, vehicle);
        else PackRowFormat.Write(to, (BatteryPackRow)row);
    }

    /// <exception cref="InvalidDataException">The bytes are no row of a kind that this version knows.</exception>
    public static TwinRow Read(string id, ref SnapshotReader from)
    {
        var kind = (TwinKind)from.Byte();
        var version = from.Number();
        var wait = from.MaybeValue(static (ref from) => new TwinWait(from.Time(), (WaitKind)from.Byte()));
        return kind switch
        {
            TwinKind.Vehicle => VehicleRowFormat.Read(id, version, wait, ref from),
            TwinKind.BatteryPack => PackRowFormat.Read(id, version, wait, ref from),
            _ => throw new InvalidDataException($"a row in it is of the kind {(int)kind}, which this version does not know"),
        };
    }

    private static TwinKind KindOf(TwinRow row) => row switch
    {
        VehicleRow => TwinKind.Vehicle,
        BatteryPackRow => TwinKind.BatteryPack,
        _ => throw new InvalidOperationException($"A row of the type {row.GetType().Name} has no format."),
    };
}
