using System.Buffers.Binary;
using System.Text;

namespace Twins.Crash.Harness.PowerLoss;

/// <summary>One thing that a process did to the disk.</summary>
/// <param name="Kind">O opened, W wrote, T truncated, B begins to sync, S synced, F failed to sync, D synced a directory, U unlinked, R renamed, L linked, M made a directory.</param>
/// <param name="File">Which file.</param>
/// <param name="Offset">Where in it, or its new length.</param>
/// <param name="Time">Monotonic, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> has it.</param>
/// <param name="Bytes">What was written, or names.</param>
internal readonly record struct DiskAct(char Kind, int File, long Offset, long Time, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Everything that a process did to the disk, in order. The layout is that of record.c.</summary>
internal sealed class Recording
{
    private const int HeadBytes = 32;

    private Recording(IReadOnlyList<DiskAct> acts) => Acts = acts;

    public IReadOnlyList<DiskAct> Acts { get; }

    /// <summary>Reads a recording; a killed process may have left half an act at its end.</summary>
    public static Recording Read(string file)
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(file);
        var acts = new List<DiskAct>();
        while (bytes.Length >= HeadBytes)
        {
            var head = bytes.Span;
            var length = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);
            if (bytes.Length < HeadBytes + length) break;
            acts.Add(new DiskAct(
                (char)head[0], BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(head[24..]), bytes.Slice(HeadBytes, length)));
            bytes = bytes[(HeadBytes + length)..];
        }

        return new Recording(acts);
    }
}
