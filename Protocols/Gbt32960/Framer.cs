using System.Buffers;

namespace Twins.Protocols.Gbt32960;

/// <summary>What <see cref="Framer.TryRead"/> found.</summary>
public enum FrameVerdict
{
    /// <summary>Nothing whole yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>A frame whose check code is right.</summary>
    Frame,

    /// <summary>What stood where a frame was due has a wrong check code. Reading goes on at the next start bytes, also inside it.</summary>
    WrongCheckCode,

    /// <summary>A header where a frame was due declares more bytes than allowed. Reading goes on at the next start bytes after it.</summary>
    TooLong,
}

/// <summary>
/// Cuts the byte stream of one connection into frames (clause 6.2), however TCP splits and glues it. Both editions are framed by
/// their length field. After garbage or a wrong check code the next start bytes are looked for; there, while the way is lost, only a header
/// of known command, answer flag and encryption is believed, so that ## inside a payload does not swallow what follows. The frames found do not depend on how the
/// stream was split. One instance per connection, not shared between threads.
/// </summary>
/// <param name="maxFrameBytes">The longest frame accepted, header and check code included.</param>
public sealed class Framer(int maxFrameBytes = FrameView.MaxDataLength + FrameView.Overhead)
{
    private bool _lost;

    /// <summary>Bytes passed over so far that belong to no frame with a right check code.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>
    /// Takes the next frame from the front of <paramref name="buffer"/>, which is advanced over everything dealt with; call again until the answer is
    /// <see cref="FrameVerdict.NeedMore"/>, then add bytes behind what is left.
    /// </summary>
    /// <param name="buffer">Received bytes not yet dealt with.</param>
    /// <param name="frame">The whole frame, for <see cref="FrameVerdict.Frame"/> and <see cref="FrameVerdict.WrongCheckCode"/>; its header for <see cref="FrameVerdict.TooLong"/>. A slice of the buffer.</param>
    public FrameVerdict TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        Span<byte> header = stackalloc byte[FrameView.HeaderLength];
        frame = default;
        while (SkipToStart(ref buffer))
        {
            if (buffer.Length < FrameView.HeaderLength)
                return FrameVerdict.NeedMore;
            buffer.Slice(0, FrameView.HeaderLength).CopyTo(header);
            var due = !_lost;
            var length = FrameView.DataLengthOf(header) + FrameView.Overhead;
            if (length > maxFrameBytes || !due && !IsPlausible(header))
            {
                frame = buffer.Slice(0, FrameView.HeaderLength);
                Skip(ref buffer, 1);
                if (due)
                    return FrameVerdict.TooLong;
                continue;
            }
            if (buffer.Length < length)
                return FrameVerdict.NeedMore;
            frame = buffer.Slice(0, length);
            if (CheckCode.Of(frame.Slice(2)) == 0)
            {
                buffer = buffer.Slice(length);
                _lost = false;
                return FrameVerdict.Frame;
            }
            Skip(ref buffer, 1);
            if (due)
                return FrameVerdict.WrongCheckCode;
        }
        frame = default;
        return FrameVerdict.NeedMore;
    }

    private void Skip(ref ReadOnlySequence<byte> buffer, long count)
    {
        _lost = true;
        SkippedBytes += count;
        buffer = buffer.Slice(count);
    }

    // False when no start is left; a single start byte at the very end may be the first of two, so it stays.
    private bool SkipToStart(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool found;
        while (true)
        {
            if (!reader.TryAdvanceToAny("#$"u8, advancePastDelimiter: false))
                reader.AdvanceToEnd();
            found = reader.TryPeek(1, out var second);
            if (!found || reader.TryPeek(out var first) && first == second)
                break;
            reader.Advance(1);
        }
        if (reader.Consumed > 0)
            Skip(ref buffer, reader.Consumed);
        return found;
    }

    private static bool IsPlausible(ReadOnlySpan<byte> header) =>
        header[2] is (> 0x00 and <= 0x0B) or (>= 0x80 and <= 0x82) or (>= 0xC0 and <= 0xFE)
        && header[3] is (> 0x00 and <= 0x07) or 0xFE
        && header[21] is <= 0x05 or >= 0xFE;
}
