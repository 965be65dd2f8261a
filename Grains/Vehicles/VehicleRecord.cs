using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Grains.Batteries;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>A vehicle's snapshot in a page: JSON, so that later versions can read earlier ones.</summary>
internal sealed record VehicleRecord(
    int Schema,
    VehicleCore Core,
    ImmutableArray<UnitRecord> Units,
    ImmutableArray<PackReading> Packs,
    ImmutableArray<ReportRecord> Recent)
{
    public const int CurrentSchema = 1;

    public static byte[] Write(VehicleTwin twin)
    {
        var record = new VehicleRecord(
            CurrentSchema,
            twin.Core,
            [.. twin.Units.Units.Where(unit => unit.Length >= 0).Select(unit => new UnitRecord(unit.Edition, unit.Kind, unit.Type, unit.At, unit.Body.ToArray()))],
            [.. twin.Packs.Read()],
            [.. twin.Recent.All.Where(report => report.Ticks != 0).Select(report => new ReportRecord(report.Ticks, report.Content))]);
        return JsonSerializer.SerializeToUtf8Bytes(record, VehicleRecordJson.Default.VehicleRecord);
    }

    public static VehicleTwin Read(string vin, ReadOnlyMemory<byte> bytes)
    {
        var record = JsonSerializer.Deserialize(bytes.Span, VehicleRecordJson.Default.VehicleRecord)
            ?? throw new InvalidDataException($"The snapshot of vehicle {vin} is null.");
        if (record.Schema != CurrentSchema)
            throw new InvalidDataException($"The snapshot of vehicle {vin} has schema {record.Schema}; this version reads schema {CurrentSchema}.");
        var recent = new RecentReports();
        foreach (var report in record.Recent) recent.Add(report.Ticks, report.Content);
        return new VehicleTwin(vin, record.Core, UnitBuffers.Restore(record.Units.Select(unit => unit.Restore())), PackBuffers.Restore(record.Packs), recent);
    }
}

/// <summary>One stored data unit.</summary>
internal sealed record UnitRecord(Edition Edition, UnitKind Kind, byte Type, DateTimeOffset At, byte[] Body)
{
    public StoredUnit Restore()
    {
        var unit = new StoredUnit(Kind, UnitBuffers.NumberOf(Kind, Type, Body), new byte[Body.Length]);
        unit.Set(Edition, Type, Body, At);
        return unit;
    }
}

/// <summary>One remembered report.</summary>
internal sealed record ReportRecord(long Ticks, ulong Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VehicleRecord))]
internal sealed partial class VehicleRecordJson : JsonSerializerContext;
