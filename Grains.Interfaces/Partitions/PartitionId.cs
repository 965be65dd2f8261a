using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Twins.Grains.Partitions;

/// <summary>One partition: a fixed share of the twins of a kind. As text, and as the key of its grain: <c>vehicle-12</c>.</summary>
/// <param name="Kind">The kind of its twins.</param>
/// <param name="Number">0-based, below the partition count of the data directory.</param>
[GenerateSerializer, Immutable, Alias("Twins.PartitionId")]
public readonly record struct PartitionId([property: Id(0)] TwinKind Kind, [property: Id(1)] int Number)
{
    private const string VehiclePrefix = "vehicle-";
    private const string BatteryPackPrefix = "battery-pack-";

    /// <summary>The one whose log tells what concerns no twin.</summary>
    public static PartitionId OfSystem { get; } = new(TwinKind.Vehicle, 0);

    /// <summary>The text form, for example <c>battery-pack-3</c>.</summary>
    public override string ToString() => (Kind switch
    {
        TwinKind.Vehicle => VehiclePrefix,
        TwinKind.BatteryPack => BatteryPackPrefix,
        _ => throw new InvalidOperationException($"Twin kind {Kind} has no partitions."),
    }) + Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not a partition's name.</exception>
    public static PartitionId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a partition; expected '{VehiclePrefix}N' or '{BatteryPackPrefix}N'.");

    /// <summary>Reads the text form; false when it is not a partition's name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PartitionId id)
    {
        id = default;
        if (text is null) return false;
        var (kind, prefix) = text.StartsWith(BatteryPackPrefix, StringComparison.Ordinal)
            ? (TwinKind.BatteryPack, BatteryPackPrefix)
            : (TwinKind.Vehicle, VehiclePrefix);
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) return false;
        if (!int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        id = new PartitionId(kind, number);
        return true;
    }
}
