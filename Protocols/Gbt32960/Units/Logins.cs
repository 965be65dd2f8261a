using System.Buffers.Binary;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>A vehicle login in place (clause 7.1): both editions.</summary>
public readonly ref struct VehicleLogin
{
    private const int IccidOffset = 8, IccidLength = 20, CodesOffset = IccidOffset + IccidLength;

    private readonly ReadOnlySpan<byte> _data;
    private readonly int _codeLength;
    private readonly int _firstCode;

    private VehicleLogin(FrameView frame, DateTimeOffset time)
    {
        _data = frame.Data;
        Time = time;
        var is2016 = frame.Edition == Edition.V2016;
        var count = CountOf(_data[CodesOffset]);
        _codeLength = is2016 ? CountOf(_data[CodesOffset + 1]) : BatteryCode.Length;
        _firstCode = CodesOffset + (is2016 ? 2 : 1 + count);
        if (is2016)
        {
            PackCount = count;
            return;
        }
        foreach (var packs in _data.Slice(CodesOffset + 1, count))
            PackCount += CountOf(packs);
    }

    // Invalid and abnormal: nothing follows.
    private static int CountOf(byte raw) => raw < 0xFE ? raw : 0;

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Rises by one with each login, from 1 every day.</summary>
    public int Sequence => BinaryPrimitives.ReadUInt16BigEndian(_data[BeijingTime.Length..]);

    /// <summary>Number of the SIM, without padding.</summary>
    public string Iccid => WireText.Read(_data.Slice(IccidOffset, IccidLength));

    /// <summary>Battery subsystems (2016) or packs of all battery management systems (2025); 0 where the login says that their number is invalid or abnormal.</summary>
    public int PackCount { get; }

    /// <summary>Whether the login names the codes of its batteries.</summary>
    public bool HasCodes => _codeLength > 0;

    /// <summary>The code of a battery by its index, as sent, without padding; empty where the login names none. The index is that of subsystem number minus one.</summary>
    public string Code(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, PackCount);
        return WireText.Read(_data.Slice(_firstCode + index * _codeLength, _codeLength));
    }

    /// <summary>Reads a frame that is a vehicle login. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out VehicleLogin login, out DecodeError error)
    {
        login = default;
        if (!Bodies.TryRead(frame, Command.VehicleLogin, out var time, out error))
            return false;
        login = new VehicleLogin(frame, time);
        return true;
    }
}

/// <summary>A platform login in place (clause 7.5).</summary>
public readonly ref struct PlatformLogin
{
    private readonly ReadOnlySpan<byte> _data;

    private PlatformLogin(ReadOnlySpan<byte> data, DateTimeOffset time)
    {
        _data = data;
        Time = time;
    }

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Rises by one with each login, from 1 every day.</summary>
    public int Sequence => BinaryPrimitives.ReadUInt16BigEndian(_data[BeijingTime.Length..]);

    /// <summary>The user name, without padding.</summary>
    public string UserName => WireText.Read(_data.Slice(8, 12));

    /// <summary>The password's bytes, without padding; not for logs.</summary>
    public ReadOnlySpan<byte> Password => _data.Slice(20, 20).TrimEnd((byte)0);

    /// <summary>How data units will be encrypted.</summary>
    public Encryption EncryptionRule => (Encryption)_data[40];

    /// <summary>Reads a frame that is a platform login. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out PlatformLogin login, out DecodeError error)
    {
        login = default;
        if (!Bodies.TryRead(frame, Command.PlatformLogin, out var time, out error))
            return false;
        login = new PlatformLogin(frame.Data, time);
        return true;
    }
}

/// <summary>A logout of a vehicle or a platform (clauses 7.4, 7.6).</summary>
/// <param name="Time">The message time.</param>
/// <param name="Sequence">The sequence of the login.</param>
public readonly record struct Logout(DateTimeOffset Time, int Sequence)
{
    /// <summary>Reads a frame that is a logout. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out Logout logout, out DecodeError error)
    {
        logout = default;
        var command = frame.Command == Command.PlatformLogout ? Command.PlatformLogout : Command.VehicleLogout;
        if (!Bodies.TryRead(frame, command, out var time, out error))
            return false;
        logout = new Logout(time, BinaryPrimitives.ReadUInt16BigEndian(frame.Data[BeijingTime.Length..]));
        return true;
    }
}

/// <summary>What all bodies behind a time have in common.</summary>
internal static class Bodies
{
    internal static bool TryRead(FrameView frame, Command command, out DateTimeOffset time, out DecodeError error, bool isAnswer = false)
    {
        time = default;
        error = default;
        var data = frame.Data;
        var table = BodyTable.Of(frame.Edition, command, isAnswer);
        if (frame.Command != command || (frame.Answer != AnswerFlag.Command) != isAnswer || !CommandNames.IsKnown(frame.Edition, command))
            error = new DecodeError(DecodeErrorCode.CommandUnknown, 2, $"the frame is no {CommandNames.Of(command)} but command 0x{(byte)frame.Command:x2}, flag 0x{(byte)frame.Answer:x2}");
        else if (frame.IsEncrypted)
            error = Faults.Encrypted(frame.Encryption);
        else if (!table.HasTime)
            error = CheckBody(table.Layout!, data, FrameView.HeaderLength);
        else if (data.Length < BeijingTime.Length)
            error = Faults.NoTime(data.Length);
        else if (!BeijingTime.TryRead(data, out time))
            error = Faults.WrongTime(data);
        else
            error = CheckBody(table.Layout!, data[BeijingTime.Length..], FrameView.HeaderLength + BeijingTime.Length);
        return error.Code == DecodeErrorCode.None;
    }

    private static DecodeError CheckBody(Layout layout, ReadOnlySpan<byte> body, int place)
    {
        var fault = default(Fault);
        var length = layout.Measure(body, ref fault);
        if (length < 0)
            return Faults.Misfit(fault, place);
        return length < body.Length ? Faults.Leftover(place + length, body.Length - length, "the body ends") : default;
    }
}
