using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Which table a unit type has. The edition decides first: 2025 used the numbers of 2016 again with other meanings.</summary>
internal sealed class UnitTable
{
    private static readonly UnitTable?[] Units2016 = Build(
        new(UnitKind.Vehicle, 0x01, VehicleTable.V2016.Layout),
        new(UnitKind.Motors, 0x02, MotorTable.V2016.Layout),
        new(UnitKind.FuelCell, 0x03, FuelCellTable.V2016.Layout),
        new(UnitKind.Engine, 0x04, EngineTable.V2016.Layout),
        new(UnitKind.Position, 0x05, PositionTable.V2016.Layout),
        new(UnitKind.Extremes, 0x06, ExtremesTable.V2016.Layout),
        new(UnitKind.Alarm, 0x07, AlarmTable.V2016.Layout),
        new(UnitKind.CellVoltages, 0x08, CellTable.V2016.Layout),
        new(UnitKind.ProbeTemperatures, 0x09, ProbeTable.V2016.Layout));

    private static readonly UnitTable?[] Units2025 = Build(
        new(UnitKind.Vehicle, 0x01, VehicleTable.V2025.Layout),
        new(UnitKind.Motors, 0x02, MotorTable.V2025.Layout),
        new(UnitKind.FuelCell, 0x03, FuelCellTable.V2025.Layout),
        new(UnitKind.Engine, 0x04, EngineTable.V2025.Layout),
        new(UnitKind.Position, 0x05, PositionTable.V2025.Layout),
        new(UnitKind.Alarm, 0x06, AlarmTable.V2025.Layout),
        new(UnitKind.CellVoltages, 0x07, CellTable.V2025.Layout),
        new(UnitKind.ProbeTemperatures, 0x08, ProbeTable.V2025.Layout),
        new(UnitKind.FuelCellStacks, 0x30, StackTable.Layout),
        new(UnitKind.Supercapacitor, 0x31, SupercapacitorTable.Layout),
        new(UnitKind.SupercapacitorExtremes, 0x32, ExtremesTable.Supercapacitors.Layout),
        new(UnitKind.Signature, 0xFF, SignatureTable.Layout));

    internal UnitTable(UnitKind kind, byte type, Layout layout) => (Kind, Type, Layout) = (kind, type, layout);

    internal UnitKind Kind { get; }
    internal byte Type { get; }
    internal Layout Layout { get; }

    /// <summary>The table of a type, or null where the edition defines none.</summary>
    internal static UnitTable? Of(Edition edition, byte type) => (edition == Edition.V2025 ? Units2025 : Units2016)[type];

    /// <summary>The table of the unit whose bytes behind its type are these, by the agreement with its sender where that knows the unit.</summary>
    internal static UnitTable? Of(Edition edition, byte type, CustomUnits custom, ReadOnlySpan<byte> body) =>
        (custom == CustomUnits.ShanghaiBus && edition == Edition.V2016 ? ShanghaiBusTable.Of(type, body) : null) ?? Of(edition, type);

    private static UnitTable?[] Build(params UnitTable[] units)
    {
        var byType = new UnitTable?[256];
        foreach (var unit in units)
            byType[unit.Type] = unit;
        for (var type = 0x80; type <= 0xFE; type++)
            byType[type] = new UnitTable(UnitKind.Custom, (byte)type, CustomTable.Layout);
        return byType;
    }
}
