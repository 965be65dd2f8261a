using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>A unit found in a frame. Offset and length count bytes of the frame; the offset is that of the type byte, the length that of the body behind it.</summary>
internal readonly record struct FoundUnit(UnitKind Kind, byte Type, int Offset, int Length);

/// <summary>What could be read of one frame, and every error on the way. What stands before an error is kept.</summary>
internal sealed class DecodedFrame
{
    private readonly byte[] _bytes;

    /// <summary>Reads a frame that should fill <paramref name="bytes"/> exactly.</summary>
    internal DecodedFrame(byte[] bytes)
    {
        _bytes = bytes;
        if (ReadHeader())
            ReadData();
    }

    internal List<DecodeError> Errors { get; } = [];
    internal List<FoundUnit> Units { get; } = [];

    /// <summary>The header's fields; only where <see cref="HasHeader"/>.</summary>
    internal ReadOnlySpan<byte> Header => _bytes.AsSpan(0, FrameView.HeaderLength);

    internal bool HasHeader { get; private set; }
    internal DateTimeOffset? Time { get; private set; }

    /// <summary>The table of the command's body behind the time, and the bytes; null where there is none.</summary>
    internal Layout? BodyLayout { get; private set; }

    internal ReadOnlySpan<byte> Body => Data[_bodyOffset..];

    /// <summary>The data unit as it stands, where it could not be read.</summary>
    internal bool IsDataOpaque { get; private set; }

    internal ReadOnlySpan<byte> Data => _bytes.AsSpan(FrameView.HeaderLength, _dataLength);

    internal Edition Edition => _bytes[0] == (byte)'$' ? Edition.V2025 : Edition.V2016;
    internal Command Command => (Command)_bytes[2];
    internal AnswerFlag Answer => (AnswerFlag)_bytes[3];
    internal Encryption Encryption => (Encryption)_bytes[21];

    private int _dataLength;
    private int _bodyOffset;

    internal ReadOnlySpan<byte> Slice(FoundUnit unit) => _bytes.AsSpan(unit.Offset + 1, unit.Length);

    private bool ReadHeader()
    {
        if (_bytes.Length < 2 || !FrameView.IsStart(_bytes))
            return Fail(DecodeErrorCode.StartBytes, 0, "a frame starts with ## (2323) or $$ (2424)");
        if (_bytes.Length < FrameView.HeaderLength)
            return Fail(DecodeErrorCode.Length, _bytes.Length, $"a header needs {FrameView.HeaderLength} bytes, {_bytes.Length} are there");
        HasHeader = true;
        var declared = FrameView.DataLengthOf(_bytes);
        _dataLength = Math.Min(declared, _bytes.Length - FrameView.HeaderLength);
        if (_bytes.Length < declared + FrameView.Overhead)
        {
            // The frame is cut short, so its check code is not there; its data is read as far as it goes.
            Fail(DecodeErrorCode.Length, _bytes.Length, $"a data unit of {declared} bytes makes a frame of {declared + FrameView.Overhead}, {_bytes.Length} are there");
            return true;
        }
        var end = FrameView.HeaderLength + declared;
        var check = CheckCode.Of(_bytes.AsSpan(2, end - 2));
        if (check != _bytes[end])
            return Fail(DecodeErrorCode.CheckCode, end, $"the check code is 0x{_bytes[end]:x2}, the bytes before it give 0x{check:x2}");
        if (_bytes.Length > end + 1)
            Fail(DecodeErrorCode.TrailingBytes, end + 1, $"{_bytes.Length - end - 1} bytes follow the frame");
        return true;
    }

    private void ReadData()
    {
        var known = CommandNames.IsKnown(Edition, Command);
        if (!known)
            Fail(DecodeErrorCode.CommandUnknown, 2, $"the {(int)Edition} edition defines no command 0x{(byte)Command:x2}");
        if (Encryption is not (Encryption.None or Encryption.Unset) && _dataLength > 0)
            Fail(DecodeErrorCode.Encrypted, FrameView.HeaderLength, $"the data unit is encrypted ({(byte)Encryption:x2}) and kept whole");
        if (!known || Encryption is not (Encryption.None or Encryption.Unset))
        {
            IsDataOpaque = _dataLength > 0;
            return;
        }
        var bodiless = Command is Command.Heartbeat or Command.TimeSync;
        if (_dataLength == 0 && (bodiless || Answer != AnswerFlag.Command))
            return;
        if (bodiless && Answer == AnswerFlag.Command)
        {
            Leftover(0, "the command has no body");
            return;
        }
        ReadTime();
        if (_dataLength > BeijingTime.Length || Answer == AnswerFlag.Command)
            ReadBody();
    }

    private void ReadTime()
    {
        if (_dataLength < BeijingTime.Length)
            Fail(DecodeErrorCode.Length, FrameView.HeaderLength, $"a time needs {BeijingTime.Length} bytes, {_dataLength} are there");
        else if (BeijingTime.TryRead(Data, out var time))
            Time = time;
        else
            Fail(DecodeErrorCode.Time, FrameView.HeaderLength, $"{Convert.ToHexStringLower(Data[..BeijingTime.Length])} is no moment (yy MM dd HH mm ss)");
    }

    private void ReadBody()
    {
        if (_dataLength < BeijingTime.Length)
            return;
        if (Command is Command.Realtime or Command.Reissue)
        {
            ReadUnits();
            return;
        }
        _bodyOffset = BeijingTime.Length;
        var fault = default(Fault);
        var layout = BodyTable.Of(Edition, Command);
        var length = layout?.Measure(Body, ref fault) ?? 0;
        var place = FrameView.HeaderLength + _bodyOffset;
        if (length < 0)
        {
            Fail(fault.Code == DecodeErrorCode.UnitTruncated ? DecodeErrorCode.Length : fault.Code, place + fault.Offset, fault.Detail);
            return;
        }
        BodyLayout = layout;
        layout?.Report(new RangeReport(Errors, place), Body);
        if (length < Body.Length)
            Leftover(_bodyOffset + length, "the body ends");
    }

    private void ReadUnits()
    {
        var units = new UnitReader(Edition, Data);
        while (units.MoveNext())
        {
            var unit = new FoundUnit(units.Kind, units.Type, FrameView.HeaderLength + units.Offset, units.Body.Length);
            Units.Add(unit);
            UnitTable.Of(Edition, unit.Type)!.Layout.Report(new RangeReport(Errors, unit.Offset + 1), units.Body);
        }
        if (units.Error != DecodeErrorCode.None)
            Fail(units.Error, FrameView.HeaderLength + units.ErrorOffset, units.ErrorDetail);
    }

    private void Leftover(int at, string why) =>
        Fail(DecodeErrorCode.TrailingBytes, FrameView.HeaderLength + at, $"{why}, {_dataLength - at} bytes follow");

    private bool Fail(DecodeErrorCode code, int offset, string detail)
    {
        Errors.Add(new DecodeError(code, offset, detail));
        return false;
    }
}
