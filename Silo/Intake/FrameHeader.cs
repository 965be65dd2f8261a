using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>What the intake looks at in a frame's header; the rest is the twin's.</summary>
internal readonly record struct FrameHeader(Command Command, AnswerFlag Answer, string Id, Edition Edition = Edition.V2016, Encryption Encryption = Encryption.None)
{
    private const int MaxIdLength = FrameView.IdLength;

    public bool IsReport => IsCommand && Command is Command.Realtime or Command.Reissue;

    /// <summary>Whether the data unit cannot be read as it stands. 0, which the standard does not define, counts as not encrypted.</summary>
    public bool IsEncrypted => Encryption is not (Encryption.None or Encryption.Unset);

    /// <summary>An answer is never answered (GB/T 32960.3, 6.3.3).</summary>
    public bool IsCommand => Answer == AnswerFlag.Command;

    /// <summary>Whether the id can be a vehicle's: 1 to 17 letters, digits or - . _, so that it can stand in a URL.</summary>
    public bool IsVehicle => Id.Length is > 0 and <= MaxIdLength && Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    public static FrameHeader Read(ReadOnlySequence<byte> frame)
    {
        Span<byte> header = stackalloc byte[FrameView.HeaderLength];
        frame.Slice(0, Math.Min(frame.Length, header.Length)).CopyTo(header);
        var id = header.Slice(4, FrameView.IdLength).TrimEnd((byte)0);
        return new FrameHeader((Command)header[2], (AnswerFlag)header[3], System.Text.Encoding.Latin1.GetString(id),
            header[0] == (byte)'$' ? Edition.V2025 : Edition.V2016, (Encryption)header[FrameView.EncryptionOffset]);
    }
}
