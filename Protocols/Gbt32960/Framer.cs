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

    /// <summary>A header where a frame was due has an answer flag or an encryption that does not exist. Reading goes on at the next start bytes after it.</summary>
    WrongHeader,

    /// <summary>So much of the stream looked like frames and was none that looking on is not worth it: the connection is to be closed.</summary>
    Garbage,
}

/// <summary>
/// Cuts the byte stream of one connection into frames (clause 6.2), however TCP splits and glues it. Both editions are framed by
/// their length field. A header whose answer flag or encryption does not exist is never believed. After garbage or a wrong check code the next start bytes are looked for; there, while the way
/// is lost, only a header of a known command is believed, so that ## inside a payload does not swallow what follows. The frames found do not depend on how the
/// stream was split. One instance per connection, not shared between threads.
/// </summary>
/// <remarks>
/// A sender who repeats headers that declare long data could have every one of them checked over thousands of bytes. So what is checked in vain is a debt, paid off by the bytes passed
/// over: all checking together is linear in the stream, and at <see cref="MaxDebt"/> the verdict is <see cref="FrameVerdict.Garbage"/>.
/// </remarks>
/// <param name="maxFrameBytes">The longest frame accepted, header and check code included.</param>
public sealed class Framer(int maxFrameBytes = FrameView.MaxDataLength + FrameView.Overhead)
{
    /// <summary>Bytes that may be checked in vain, beyond those passed over.</summary>
    public const int MaxDebt = 1024 * 1024;

    private bool _lost;
    private long _debt;

    /// <summary>Bytes passed over so far that belong to no frame with a right check code.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>
    /// Takes the next frame from the front of <paramref name="buffer"/>, which is advanced over everything dealt with; call again until the answer is
    /// <see cref="FrameVerdict.NeedMore"/>, then add bytes behind what is left.
    /// </summary>
    /// <param name="buffer">Received bytes not yet dealt with.</param>
    /// <param name="frame">
    /// The whole frame, for <see cref="FrameVerdict.Frame"/> and <see cref="FrameVerdict.WrongCheckCode"/>; its header for the other verdicts; empty while more is needed. A slice of the buffer.
    /// </param>
    public FrameVerdict TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        Span<byte> header = stackalloc byte[FrameView.HeaderLength];
        while (SkipToStart(ref buffer) && buffer.Length >= FrameView.HeaderLength)
        {
            frame = buffer.Slice(0, FrameView.HeaderLength);
            frame.CopyTo(header);
            var due = !_lost;
            var length = FrameView.DataLengthOf(header) + FrameView.Overhead;
            if (!IsPossible(header) || length > maxFrameBytes || !due && !IsKnown(header[2]))
            {
                Skip(ref buffer, 1);
                if (due)
                    return IsPossible(header) ? FrameVerdict.TooLong : FrameVerdict.WrongHeader;
                continue;
            }
            if (buffer.Length < length)
                break;
            var whole = buffer.Slice(0, length);
            if (CheckCode.Of(whole.Slice(2)) == 0)
            {
                frame = whole;
                _lost = false;
                Pass(ref buffer, length);
                return FrameVerdict.Frame;
            }
            Skip(ref buffer, 1);
            if (IsTooMuch(length))
                return FrameVerdict.Garbage;
            if (!due)
                continue;
            frame = whole;
            return FrameVerdict.WrongCheckCode;
        }
        frame = default;
        return FrameVerdict.NeedMore;
    }

    private void Skip(ref ReadOnlySequence<byte> buffer, long count)
    {
        _lost = true;
        SkippedBytes += count;
        Pass(ref buffer, count);
    }

    private void Pass(ref ReadOnlySequence<byte> buffer, long count)
    {
        _debt = Math.Max(0, _debt - count);
        buffer = buffer.Slice(count);
    }

    private bool IsTooMuch(int checkedInVain)
    {
        _debt += checkedInVain;
        if (_debt <= MaxDebt)
            return false;
        _debt = 0;
        return true;
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

    private static bool IsPossible(ReadOnlySpan<byte> header) =>
        header[3] is (> 0x00 and <= 0x07) or 0xFE && header[FrameView.EncryptionOffset] is <= 0x05 or >= 0xFE;

    private static bool IsKnown(byte command) => command is (> 0x00 and <= 0x0B) or (>= 0x80 and <= 0x82) or (>= 0xC0 and <= 0xFE);
}
