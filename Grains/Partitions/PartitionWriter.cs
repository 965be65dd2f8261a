using System.Globalization;

namespace Twins.Grains.Partitions;

/// <summary>
/// The names under which a partition writes to others: its own; and, when what a batch sends to one of them is more than one batch of its log takes, its own with +1, +2 and
/// so on for what follows. Each has numbers of its own, so that what is sent again is known as such part by part (R5).
/// </summary>
public static class PartitionWriter
{
    private const char PartMark = '+';

    /// <param name="partition">Who writes.</param>
    /// <param name="part">0-based.</param>
    public static string Name(PartitionId partition, int part) =>
        part == 0 ? partition.ToString() : string.Create(CultureInfo.InvariantCulture, $"{partition}{PartMark}{part}");

    /// <summary>Whose name it is, and which part of what it sends; false for an intake run's.</summary>
    public static bool TryParse(string writer, out PartitionId partition, out int part)
    {
        ArgumentNullException.ThrowIfNull(writer);
        part = 0;
        var mark = writer.IndexOf(PartMark, StringComparison.Ordinal);
        return PartitionId.TryParse(mark < 0 ? writer : writer[..mark], out partition)
            && (mark < 0 || int.TryParse(writer.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out part));
    }
}
