using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Activation of a security chip (09 of 2025, Annex B) in place.</summary>
public readonly ref struct Activation
{
    private const int ChipLength = 16, LengthWidth = 2;

    private readonly ReadOnlySpan<byte> _data;
    private readonly int _vinAt;

    private Activation(ReadOnlySpan<byte> data, DateTimeOffset time)
    {
        _data = data;
        Time = time;
        PublicKey = Blob.Read(data, BeijingTime.Length + ChipLength);
        _vinAt = BeijingTime.Length + ChipLength + LengthWidth + PublicKey.Length;
        Signature = new SignatureUnit(data[..(_vinAt + FrameView.IdLength)], data[(_vinAt + FrameView.IdLength)..]);
    }

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The chip's id, as sent: 16 characters, padded with spaces.</summary>
    public string ChipId => WireText.Read(_data.Slice(BeijingTime.Length, ChipLength));

    /// <summary>The chip's public key.</summary>
    public ReadOnlySpan<byte> PublicKey { get; }

    /// <summary>The vehicle that the chip is built into.</summary>
    public string Vin => WireText.Read(_data.Slice(_vinAt, FrameView.IdLength));

    /// <summary>The signature over everything before it, made with the chip's private key.</summary>
    public SignatureUnit Signature { get; }

    /// <summary>Reads a frame that is an activation. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out Activation activation, out DecodeError error)
    {
        activation = default;
        if (!Bodies.TryRead(frame, Command.Activation, out var time, out error))
            return false;
        activation = new Activation(frame.Data, time);
        return true;
    }
}

/// <summary>The platform's answer to an activation (0A of 2025).</summary>
/// <param name="Status">Whether it was successful; a number that is no member is not defined.</param>
/// <param name="Info">Why not.</param>
public readonly record struct ActivationAnswer(ActivationStatus Status, ActivationInfo Info)
{
    /// <summary>Reads a frame that is the answer to an activation. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out ActivationAnswer answer, out DecodeError error)
    {
        answer = default;
        if (!Bodies.TryRead(frame, Command.ActivationAnswer, out _, out error))
            return false;
        answer = new ActivationAnswer((ActivationStatus)frame.Data[0], (ActivationInfo)frame.Data[1]);
        return true;
    }
}

/// <summary>A key for data units and its life (0B of 2025) in place. A time that names no moment is null.</summary>
public readonly ref struct KeyExchange
{
    private const int KeyAt = 1, LengthWidth = 2;

    private readonly ReadOnlySpan<byte> _data;

    private KeyExchange(ReadOnlySpan<byte> data)
    {
        _data = data;
        Key = Blob.Read(data, KeyAt);
    }

    /// <summary>What kind of key; a number that is no member is not defined.</summary>
    public KeyType Type => (KeyType)_data[0];

    /// <summary>The key; not for logs.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>From when it is valid.</summary>
    public DateTimeOffset? ValidFrom => TimeAt(KeyAt + LengthWidth + Key.Length);

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset? ExpiresAt => TimeAt(KeyAt + LengthWidth + Key.Length + BeijingTime.Length);

    /// <summary>Reads a frame that brings a key. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out KeyExchange key, out DecodeError error)
    {
        key = default;
        if (!Bodies.TryRead(frame, Command.KeyExchange, out _, out error))
            return false;
        key = new KeyExchange(frame.Data);
        return true;
    }

    private DateTimeOffset? TimeAt(int at) => BeijingTime.TryRead(_data[at..], out var time) ? time : null;
}

/// <summary>A query for parameters (80, Annex B) in place.</summary>
public readonly ref struct ParameterQuery
{
    private ParameterQuery(ReadOnlySpan<byte> ids, DateTimeOffset time)
    {
        Ids = ids;
        Time = time;
    }

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The ids that are asked for.</summary>
    public ReadOnlySpan<byte> Ids { get; }

    /// <summary>Reads a frame that is a query. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out ParameterQuery query, out DecodeError error)
    {
        query = default;
        if (!Bodies.TryRead(frame, Command.ParameterQuery, out var time, out error))
            return false;
        query = new ParameterQuery(frame.Data[(BeijingTime.Length + 1)..], time);
        return true;
    }
}

/// <summary>Parameters with their values in place: those of a setting (81), or of the answer to a query (80). <c>foreach</c> gives each.</summary>
public ref struct ParameterValues
{
    private readonly Edition _edition;
    private ParameterWalk _walk;
    private Fault _fault;

    private ParameterValues(FrameView frame, DateTimeOffset time)
    {
        _edition = frame.Edition;
        _walk = new ParameterWalk(_edition, frame.Data, BeijingTime.Length);
        Time = time;
    }

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The parameter at which the walk stands.</summary>
    public readonly Parameter Current => new(_edition, _walk.Id, _walk.Value);

    /// <summary>Goes to the next parameter.</summary>
    public bool MoveNext() => _walk.MoveNext(ref _fault);

    /// <summary>A walk from where this one stands.</summary>
    public readonly ParameterValues GetEnumerator() => this;

    /// <summary>Reads a frame that has values. False with the reason when it has none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out ParameterValues values, out DecodeError error)
    {
        values = default;
        var command = frame.Command == Command.ParameterQuery ? Command.ParameterQuery : Command.ParameterSet;
        if (!Bodies.TryRead(frame, command, out var time, out error, isAnswer: command == Command.ParameterQuery))
            return false;
        values = new ParameterValues(frame, time);
        return true;
    }
}

/// <summary>One parameter in place.</summary>
public readonly ref struct Parameter
{
    private readonly Edition _edition;

    internal Parameter(Edition edition, byte id, ReadOnlySpan<byte> bytes)
    {
        _edition = edition;
        Id = id;
        Bytes = bytes;
    }

    /// <summary>Its id, 1 to 16.</summary>
    public byte Id { get; }

    /// <summary>Its value as it stands on the wire.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>What documents call it: <c>heartbeatPeriodS</c>.</summary>
    public string Name => ParameterTable.Of(_edition, Id)!.Name;

    /// <summary>Its value where that is a number; invalid where it is text.</summary>
    public Reading Number => ParameterTable.Of(_edition, Id) switch
    {
        Number number => number.Read(Bytes, 0),
        Choice<YesNo> => Bytes[0] is 1 or 2 ? Bytes[0] : Reading.OutOfRange,
        _ => Reading.Invalid,
    };

    /// <summary>Its value where that is text; empty where it is a number.</summary>
    public string Text => ParameterTable.Of(_edition, Id) is Schema.Text or Domain ? WireText.Read(Bytes) : "";
}

/// <summary>A command to the terminal (82, Annex B) in place.</summary>
public readonly ref struct TerminalControl
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly Edition _edition;

    private TerminalControl(FrameView frame, DateTimeOffset time)
    {
        _body = frame.Data[BeijingTime.Length..];
        _edition = frame.Edition;
        Time = time;
    }

    /// <summary>The message time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What to do; a number that is no member is not defined.</summary>
    public ControlCommand Control => (ControlCommand)_body[0];

    /// <summary>The bytes behind the command.</summary>
    public ReadOnlySpan<byte> Parameters => _body[1..];

    /// <summary>Of a remote upgrade: its fields (URL, APN, user, password, address, port, maker's code, hardware, firmware, minutes); of anything else none.</summary>
    public string[] Upgrade => Control == ControlCommand.RemoteUpgrade ? System.Text.Encoding.Latin1.GetString(Parameters).Split(';') : [];

    /// <summary>Of an alarm: its level, 0 to 3 (2016) or 4 (2025); invalid for anything else.</summary>
    public Reading Level => Control == ControlCommand.Alarm ? ControlBody.LevelOf(_edition).Read(Parameters, 0) : Reading.Invalid;

    /// <summary>Of an alarm: its text (GB 18030); empty for anything else.</summary>
    public string Info => Control == ControlCommand.Alarm ? ControlBody.Gb18030.GetString(Parameters[1..]) : "";

    /// <summary>Reads a frame that is a command to the terminal. False with the reason when it is none, is encrypted, or its body departs from the standard.</summary>
    public static bool TryRead(FrameView frame, out TerminalControl control, out DecodeError error)
    {
        control = default;
        if (!Bodies.TryRead(frame, Command.TerminalControl, out var time, out error))
            return false;
        control = new TerminalControl(frame, time);
        return true;
    }
}
