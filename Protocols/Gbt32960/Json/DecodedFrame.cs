using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>A unit found in a frame. Offset and length count bytes of the frame; the offset is that of the type byte, the length that of the body behind it.</summary>
internal readonly record struct FoundUnit(UnitKind Kind, byte Type, int Offset, int Length);

/// <summary>What could be read of one frame, and every error on the way. What stands before an error is kept, what could not be read is <see cref="Rest"/>.</summary>
internal sealed class DecodedFrame
{
    private readonly byte[] _bytes;
    private readonly CustomUnits _custom;
    private int _dataLength;
    private int _bodyOffset;

    // How far the data unit has been read.
    private int _read;

    /// <summary>Reads a frame that should fill <paramref name="bytes"/> exactly.</summary>
    internal DecodedFrame(byte[] bytes, CustomUnits custom)
    {
        _bytes = bytes;
        _custom = custom;
        if (ReadHeader())
            ReadData();
    }

    internal List<DecodeError> Errors { get; } = [];
    internal List<FoundUnit> Units { get; } = [];

    /// <summary>Whether the members below mean anything.</summary>
    internal bool HasHeader { get; private set; }

    internal Edition Edition => _bytes[0] == (byte)'$' ? Edition.V2025 : Edition.V2016;
    internal Command Command => (Command)_bytes[2];
    internal AnswerFlag Answer => (AnswerFlag)_bytes[3];
    internal string Id => WireText.Read(_bytes.AsSpan(4, FrameView.IdLength));
    internal Encryption Encryption => (Encryption)_bytes[21];
    internal int DeclaredLength => FrameView.DataLengthOf(_bytes);

    /// <summary>The message time; null where there is none, or where its bytes, <see cref="RawTime"/>, name no moment.</summary>
    internal DateTimeOffset? Time { get; private set; }

    /// <summary>Six bytes that should be a time and are none.</summary>
    internal byte[]? RawTime { get; private set; }

    /// <summary>The table of <see cref="Body"/>; null where there is no body that is not units.</summary>
    internal Layout? BodyLayout { get; private set; }

    /// <summary>Whether <see cref="Body"/> could not be read to its end. Then it goes on in <see cref="Rest"/>, even if nothing is left.</summary>
    internal bool IsBodyCut { get; private set; }

    internal ReadOnlySpan<byte> Body => Data[_bodyOffset.._read];

    /// <summary>The end of the data unit that was not read.</summary>
    internal ReadOnlySpan<byte> Rest => Data[_read..];

    private ReadOnlySpan<byte> Data => _bytes.AsSpan(Math.Min(FrameView.HeaderLength, _bytes.Length), _dataLength);

    internal ReadOnlySpan<byte> BodyOf(FoundUnit unit) => _bytes.AsSpan(unit.Offset + 1, unit.Length);

    private bool ReadHeader()
    {
        if (_bytes.Length < 2 || !FrameView.IsStart(_bytes))
            return Fail(DecodeErrorCode.StartBytes, 0, "a frame starts with ## (2323) or $$ (2424)");
        if (_bytes.Length < FrameView.HeaderLength)
            return Fail(DecodeErrorCode.Length, _bytes.Length, $"a header needs {FrameView.HeaderLength} bytes, {_bytes.Length} are there");
        HasHeader = true;
        if (DeclaredLength > FrameView.MaxDataLength)
            Fail(DecodeErrorCode.Length, FrameView.LengthOffset, $"a data unit of {DeclaredLength} bytes is declared, at most {FrameView.MaxDataLength} are allowed");
        var end = FrameView.HeaderLength + DeclaredLength;
        if (_bytes.Length <= end)
        {
            // Cut short, so the check code is not there; the data is read as far as it goes.
            Fail(DecodeErrorCode.Length, _bytes.Length, $"a data unit of {DeclaredLength} bytes makes a frame of {end + 1}, {_bytes.Length} are there");
            _dataLength = _bytes.Length - FrameView.HeaderLength;
            return true;
        }
        _dataLength = DeclaredLength;
        var check = CheckCode.Of(_bytes.AsSpan(2, end - 2));
        // Any byte may be the wrong one, so none of the data is believed; it is kept whole.
        if (check != _bytes[end])
            return Fail(DecodeErrorCode.CheckCode, end, $"the check code is 0x{_bytes[end]:x2}, the bytes before it give 0x{check:x2}");
        if (_bytes.Length > end + 1)
            Fail(DecodeErrorCode.TrailingBytes, end + 1, $"{_bytes.Length - end - 1} bytes follow the frame");
        return true;
    }

    private void ReadData()
    {
        if (!AnswerFlags.IsKnown(Edition, Answer))
            Errors.Add(Faults.AnswerUnknown(Edition, Answer));
        if (Encryption == Encryption.Unset)
            Errors.Add(Faults.EncryptionUnset());
        var isEncrypted = Encryption is not (Encryption.None or Encryption.Unset) && _dataLength > 0;
        var isKnown = CommandNames.IsKnown(Edition, Command);
        if (!isKnown)
            Fail(DecodeErrorCode.CommandUnknown, 2, $"the {(int)Edition} edition defines no command 0x{(byte)Command:x2}");
        if (isEncrypted)
            Errors.Add(Faults.Encrypted(Encryption));
        if (!isKnown || isEncrypted)
            return;
        var isAnswer = Answer != AnswerFlag.Command;
        var isBodiless = Command is Command.Heartbeat or Command.TimeSync && !isAnswer;
        var table = BodyTable.Of(Edition, Command, isAnswer);
        if (isBodiless || isAnswer && _dataLength == 0)
            Leftover("the command has no body");
        else if (!table.HasTime)
            ReadBody(table.Layout!);
        else if (ReadTime() && !(isAnswer && _dataLength == BeijingTime.Length))
            ReadBehindTime(table.Layout);
    }

    private bool ReadTime()
    {
        if (_dataLength < BeijingTime.Length)
        {
            Errors.Add(Faults.NoTime(_dataLength));
            return false;
        }
        _read = BeijingTime.Length;
        if (BeijingTime.TryRead(Data, out var time))
        {
            Time = time;
            return true;
        }
        RawTime = Data[.._read].ToArray();
        Errors.Add(Faults.WrongTime(RawTime));
        return true;
    }

    private void ReadBehindTime(Layout? body)
    {
        if (Command is Command.Realtime or Command.Reissue)
            ReadUnits();
        else if (body is not null)
            ReadBody(body);
        else
            Leftover("the body ends");
    }

    private void ReadBody(Layout layout)
    {
        var fault = default(Fault);
        var length = layout.Measure(Rest, ref fault);
        var place = FrameView.HeaderLength + _read;
        IsBodyCut = length < 0;
        if (IsBodyCut)
        {
            Errors.Add(Faults.Misfit(fault, place));
            layout = layout.Head(Rest, out length);
        }
        var ranges = new AbsenceVisitor(Errors, place);
        layout.Visit(ref ranges, Rest[..length]);
        if (length > 0)
            (BodyLayout, _bodyOffset) = (layout, _read);
        _read += length;
        if (!IsBodyCut)
            Leftover("the body ends");
    }

    private void ReadUnits()
    {
        var units = new UnitReader(Edition, Data, _custom);
        while (units.MoveNext())
        {
            var unit = new FoundUnit(units.Kind, units.Type, FrameView.HeaderLength + units.Offset, units.Body.Length);
            var ranges = new AbsenceVisitor(Errors, unit.Offset + 1);
            Units.Add(unit);
            UnitTable.Of(Edition, unit.Type, _custom, units.Body)!.Layout.Visit(ref ranges, units.Body);
        }
        _read = _dataLength - units.Rest.Length;
        if (units.Error != DecodeErrorCode.None)
            Fail(units.Error, FrameView.HeaderLength + units.ErrorOffset, units.ErrorDetail);
    }

    private void Leftover(string why)
    {
        if (_read < _dataLength)
            Errors.Add(Faults.Leftover(FrameView.HeaderLength + _read, _dataLength - _read, why));
    }

    private bool Fail(DecodeErrorCode code, int offset, string detail)
    {
        Errors.Add(new DecodeError(code, offset, detail));
        return false;
    }
}
