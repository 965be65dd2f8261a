using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Twins.Grains.Partitions;

/// <summary>Which partition owns a twin. The count is fixed when a data directory is created.</summary>
/// <param name="count">Partitions of each kind, 1 to 4096.</param>
public sealed class PartitionMap(int count)
{
    /// <summary>Partitions of each kind where nothing else is configured.</summary>
    public const int DefaultCount = 64;

    /// <summary>The most partitions of a kind.</summary>
    public const int MaxCount = 4096;

    /// <summary>The kinds that have partitions.</summary>
    public static IReadOnlyList<TwinKind> Kinds { get; } = [TwinKind.Vehicle, TwinKind.BatteryPack];

    /// <summary>Partitions of each kind.</summary>
    public int Count { get; } = count is >= 1 and <= MaxCount
        ? count
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"Partitions must number 1 to {MaxCount}.");

    /// <summary>The owner of the twin <paramref name="id"/> of a kind: XXH3 of its UTF-16 code units, modulo the count.</summary>
    public PartitionId Of(TwinKind kind, ReadOnlySpan<char> id) =>
        new(kind, (int)(Hash(id) % (ulong)Count));

    /// <summary>All partitions, kind by kind.</summary>
    public IEnumerable<PartitionId> All() =>
        Kinds.SelectMany(kind => Enumerable.Range(0, Count), (kind, number) => new PartitionId(kind, number));

    /// <summary>The stable hash of a twin's id; partitions and pages are chosen by it, so it may never change.</summary>
    public static ulong Hash(ReadOnlySpan<char> id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id));
}
