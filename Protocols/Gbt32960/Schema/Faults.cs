namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>Errors that are found in more than one place.</summary>
internal static class Faults
{
    internal static DecodeError NoTime(int length) =>
        new(DecodeErrorCode.Time, FrameView.HeaderLength, $"a time needs {BeijingTime.Length} bytes, {length} are there");

    internal static DecodeError WrongTime(ReadOnlySpan<byte> data) =>
        new(DecodeErrorCode.Time, FrameView.HeaderLength, $"{Convert.ToHexStringLower(data[..BeijingTime.Length])} is no moment (yy MM dd HH mm ss)");

    internal static DecodeError Encrypted(Encryption encryption) =>
        new(DecodeErrorCode.Encrypted, FrameView.HeaderLength, $"the data unit is encrypted (0x{(byte)encryption:x2}) and kept whole");

    internal static DecodeError AnswerUnknown(Edition edition, AnswerFlag answer) =>
        new(DecodeErrorCode.ValueRange, FrameView.AnswerOffset, $"the {(int)edition} edition defines no answer flag 0x{(byte)answer:x2}");

    internal static DecodeError EncryptionUnset() =>
        new(DecodeErrorCode.ValueRange, FrameView.EncryptionOffset, "encryption is 0, which is not defined; it is read as 1, not encrypted");

    /// <summary>A body at a place of the frame that could not be measured.</summary>
    internal static DecodeError Misfit(Fault fault, int place) =>
        new(fault.Code == DecodeErrorCode.UnitTruncated ? DecodeErrorCode.Length : fault.Code, place + fault.Offset, fault.Detail);

    internal static DecodeError Leftover(int place, int count, string why) => new(DecodeErrorCode.TrailingBytes, place, $"{why}, {count} bytes follow");
}
