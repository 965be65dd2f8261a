using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// What the intake knew and found out about a frame by its configuration, kept with the frame in the log: keys are secrets of the intake and change, and neither must make
/// a replay differ. A frame of which there is nothing to say is logged without one.
/// </summary>
/// <param name="Custom">What the sender's custom units mean.</param>
/// <param name="Encryption">How the data unit was encrypted when it arrived; the frame in the log is decrypted where that was possible.</param>
/// <param name="IsWrongKey">There was a key for the data unit, and it was not the right one.</param>
/// <param name="Signature">The verdict on the signature; null where nobody has looked.</param>
public readonly record struct FrameNote(
    CustomUnits Custom = CustomUnits.Opaque, Encryption Encryption = Encryption.None, bool IsWrongKey = false, SignatureVerdict? Signature = null)
{
    /// <summary>Bytes of a note, before the frame.</summary>
    public const int Length = 5;

    private const byte Format = 1, NotLookedAt = 0xFF;
    private const int CommandOffset = 2;

    /// <summary>Writes the note: format, custom units, encryption, whether the key was wrong, verdict.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = Format;
        destination[1] = (byte)Custom;
        destination[2] = (byte)Encryption;
        destination[3] = IsWrongKey ? (byte)1 : (byte)0;
        destination[4] = Signature is { } verdict ? (byte)verdict : NotLookedAt;
    }

    /// <summary>Whether an entry is a realtime or reissue report, the frames that are counted; with its note or without.</summary>
    public static bool IsReport(TwinEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var start = entry.Kind switch { EntryKind.Frame => 0, EntryKind.ExaminedFrame => Length, _ => int.MaxValue };
        return entry.Payload.Length - FrameView.HeaderLength >= start && (Command)entry.Payload.Span[start + CommandOffset] is Command.Realtime or Command.Reissue;
    }

    /// <summary>The note of an entry; the entry goes on with the frame alone.</summary>
    /// <exception cref="InvalidDataException">The payload is no note and frame of this version.</exception>
    public static FrameNote Take(ref TwinEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Kind != EntryKind.ExaminedFrame) return new FrameNote();
        var bytes = entry.Payload.Span;
        if (bytes.Length < Length || bytes[0] != Format) throw new InvalidDataException("The note before the frame is not of this version.");
        var note = new FrameNote(
            (CustomUnits)bytes[1], (Encryption)bytes[2], bytes[3] == 1, bytes[4] == NotLookedAt ? null : (SignatureVerdict)bytes[4]);
        entry = entry with { Kind = EntryKind.Frame, Payload = entry.Payload[Length..] };
        return note;
    }
}
