using Twins.Grains.Batteries;
using Twins.Grains.Snapshots;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>A vehicle's snapshot in a page: schema, core, newest data units, cells and probes, remembered reports; from schema 2 on whether its time was believed ahead.</summary>
internal static class VehicleRecord
{
    public const int CurrentSchema = 2;

    public static byte[] Write(VehicleTwin twin) => SnapshotWriter.ToBytes(twin, static (to, twin) =>
    {
        to.Number(CurrentSchema);
        VehicleCoreFormat.Write(to, twin.Core);
        twin.Units.Write(to);
        twin.Packs.Write(to);
        twin.Recent.Write(to);
        to.Flag(twin.Core.IsBelievedAhead);
    });

    /// <exception cref="InvalidDataException">The bytes are no such snapshot.</exception>
    public static VehicleTwin Read(string vin, ReadOnlyMemory<byte> bytes)
    {
        var from = new SnapshotReader(bytes);
        if (from.Number() is var schema && schema is < 1 or > CurrentSchema)
            throw new InvalidDataException($"The snapshot of vehicle {vin} has schema {schema}; this version reads schemas 1 to {CurrentSchema}.");
        var core = VehicleCoreFormat.Read(ref from);
        var units = UnitBuffers.Restore(from.Items(ReadUnit));
        var packs = PackBuffers.Restore(from.Items(PackFormat.ReadReading));
        var recent = new RecentReports();
        foreach (var (ticks, content) in from.Items(static (ref from) => (from.Number(), from.Hash()))) recent.Add(ticks, content);
        if (schema > 1) core.IsBelievedAhead = from.Flag();
        from.End();
        return new VehicleTwin(vin, core, units, packs, recent);
    }

    private static StoredUnit ReadUnit(ref SnapshotReader from)
    {
        var (edition, kind, type, at) = ((Edition)from.Int(), (UnitKind)from.Byte(), from.Byte(), from.Time());
        var body = from.Bytes();
        if (body.IsEmpty && kind == UnitKind.Supercapacitor) throw new InvalidDataException("a supercapacitor in it has no number");
        var unit = new StoredUnit(kind, UnitBuffers.NumberOf(kind, type, body), new byte[body.Length]);
        unit.Set(edition, type, body, at);
        return unit;
    }
}
