using System.Buffers.Binary;
using System.Buffers.Text;
using Twins.Grains.Events;

namespace Twins.Silo.Storage;

/// <summary>A place in an event log, opaque outside: the id of the log and a position, base64url.</summary>
internal static class EventCursor
{
    private const int PositionAt = sizeof(long);
    private const int Bytes = PositionAt + sizeof(long);

    /// <summary>Writes a cursor.</summary>
    public static string Encode(long store, long position)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, store);
        BinaryPrimitives.WriteInt64BigEndian(bytes[PositionAt..], position);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null is the beginning, position 0.</summary>
    /// <exception cref="EventCursorException">It is no cursor, or one of another log.</exception>
    public static long Decode(string? cursor, long store)
    {
        if (cursor is null) return 0;
        Span<byte> bytes = stackalloc byte[Bytes];
        // Decoding throws at some characters and returns false at others.
        var valid = cursor.Length == Base64Url.GetEncodedLength(Bytes) && Base64Url.IsValid(cursor);
        if (!valid || Base64Url.DecodeFromChars(cursor, bytes) != Bytes)
            throw new EventCursorException("The cursor is not one that this server gave; read from the beginning, or from the cursor of an event.");
        if (BinaryPrimitives.ReadInt64BigEndian(bytes) != store)
            throw new EventCursorException("The cursor belongs to another event log; read from the beginning.");
        return BinaryPrimitives.ReadInt64BigEndian(bytes[PositionAt..]);
    }
}
