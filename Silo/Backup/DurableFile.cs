using System.Buffers;

namespace Twins.Silo.Backup;

/// <summary>Files that are written once and then survive loss of power.</summary>
internal static class DurableFile
{
    private const int ChunkBytes = 1024 * 1024;

    public static void Write(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Copies a file; the copy is durable, its name is not until its directory is synced.</summary>
    public static void Copy(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(target, ChunkBytes);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Makes a file durable that somebody else wrote.</summary>
    public static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>CRC-32C over whole chunks' checksums, so that a file of any size is read in pieces.</summary>
    public static uint Checksum(Stream stream)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var sum = 0u;
            while (stream.ReadAtLeast(chunk.AsSpan(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false) is > 0 and var read)
                sum = (sum * 31) + Twins.Grains.Partitions.Checksum.Crc32C(chunk.AsSpan(0, read));
            return sum;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
