using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Twins.Protocols.Gbt32960;

/// <summary>The block check character: exclusive or of all bytes from the command id to the end of the data unit (clause 6.2).</summary>
public static class CheckCode
{
    /// <summary>The exclusive or of all bytes; 0 for none.</summary>
    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        var sum = Vector<byte>.Zero;
        foreach (var vector in vectors)
            sum ^= vector;
        byte result = 0;
        for (var i = 0; i < Vector<byte>.Count; i++)
            result ^= sum[i];
        foreach (var rest in bytes[(vectors.Length * Vector<byte>.Count)..])
            result ^= rest;
        return result;
    }

    /// <summary>The exclusive or of all bytes of a sequence.</summary>
    public static byte Of(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
            return Of(bytes.FirstSpan);
        byte result = 0;
        foreach (var segment in bytes)
            result ^= Of(segment.Span);
        return result;
    }
}
