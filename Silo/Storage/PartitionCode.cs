using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>A partition as one number in a file: kind * 65536 + number. Stored; never change it.</summary>
internal static class PartitionCode
{
    /// <summary>The number.</summary>
    public static int Of(PartitionId partition) => ((int)partition.Kind << 16) | partition.Number;

    /// <summary>The partition of a number.</summary>
    public static PartitionId ToPartition(int code) => new((TwinKind)(code >> 16), code & 0xFFFF);
}
