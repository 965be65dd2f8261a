using System.Text.Json.Serialization;
using Twins.Client.Api.Paging;
using Twins.Grains.Batteries;

namespace Twins.Client.Api.Batteries;

/// <summary>Battery packs in order of code.</summary>
/// <param name="Items">At most as many as the limit.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="AsOf">The moment that the page describes.</param>
internal sealed record BatteryPackPage(
    IReadOnlyList<BatteryPackItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
    AsOf AsOf);

/// <summary>A pack in a list. A value that is not there is left out.</summary>
/// <param name="Code">GB/T 34014 pack code, or <c>~{vin}~{subsystem}</c>.</param>
/// <param name="Version">Version of the pack's own twin.</param>
/// <param name="Vehicle">Where it is.</param>
/// <param name="At">Time of the newest digest; the vehicle may have fresher cells.</param>
/// <param name="SocPercent">State of charge, 0 to 100.</param>
/// <param name="AlarmLevel">Highest level of its alarms, 0 for none.</param>
internal sealed record BatteryPackItem(string Code, long Version, PackPlaceItem? Vehicle, DateTimeOffset? At, int? SocPercent, int AlarmLevel)
{
    internal static BatteryPackItem Of(BatteryPackRow row) => new(
        row.Id, row.Version, row is { Vin: { } vin, Subsystem: { } subsystem } ? new PackPlaceItem(vin, subsystem) : null,
        row.At, row.SocPercent, row.AlarmLevel);
}

/// <summary>Where a pack is.</summary>
/// <param name="Vin">The vehicle.</param>
/// <param name="Subsystem">Its place there, 1-based.</param>
internal sealed record PackPlaceItem(string Vin, int Subsystem);
