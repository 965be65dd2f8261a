using System.Buffers.Binary;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

public ref partial struct FrameWriter
{
    private const int ChipIdLength = 16, MostParameters = 252, ParameterCountAt = FrameView.HeaderLength + BeijingTime.Length;

    /// <summary>Starts the activation of a security chip (2025, Annex B), to be followed by <see cref="Signature"/> over <see cref="SignedBytes"/>.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    /// <param name="chipId">At most 16 characters; padded with spaces.</param>
    /// <param name="publicKey">The chip's public key.</param>
    public static FrameWriter Activation(Span<byte> destination, string vin, DateTimeOffset time, string chipId, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(chipId);
        var writer = Start(destination, Edition.V2025, Command.Activation, vin, time);
        WireText.Write(chipId.PadRight(ChipIdLength), writer.Take(ChipIdLength), "The chip's id");
        writer.PutBlob(publicKey);
        WireText.Write(vin, writer.Take(FrameView.IdLength), "The VIN");
        return writer;
    }

    /// <summary>Writes the platform's answer to an activation (0A of 2025) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="status">Whether it was successful.</param>
    /// <param name="info">Why not.</param>
    public static int ActivationAnswer(Span<byte> destination, string vin, ActivationStatus status, ActivationInfo info = ActivationInfo.None)
    {
        var writer = new FrameWriter(destination, Edition.V2025, Command.ActivationAnswer, vin, AnswerFlag.Command);
        writer.Take(1)[0] = (byte)status;
        writer.Take(1)[0] = (byte)info;
        return writer.Finish();
    }

    /// <summary>Writes a key for data units (0B of 2025) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="id">VIN or the platform's code.</param>
    /// <param name="type">What kind of key.</param>
    /// <param name="key">The key.</param>
    /// <param name="validFrom">From when it is valid.</param>
    /// <param name="expiresAt">Until when it is valid.</param>
    public static int KeyExchange(
        Span<byte> destination, string id, KeyType type, ReadOnlySpan<byte> key, DateTimeOffset validFrom, DateTimeOffset expiresAt)
    {
        var writer = new FrameWriter(destination, Edition.V2025, Command.KeyExchange, id, AnswerFlag.Command);
        writer.Take(1)[0] = (byte)type;
        writer.PutBlob(key);
        BeijingTime.Write(validFrom, writer.Take(BeijingTime.Length));
        BeijingTime.Write(expiresAt, writer.Take(BeijingTime.Length));
        return writer.Finish();
    }

    /// <summary>Writes a query for parameters (80, Annex B) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    /// <param name="ids">At most 252 ids.</param>
    public static int ParameterQuery(Span<byte> destination, Edition edition, string vin, DateTimeOffset time, ReadOnlySpan<byte> ids)
    {
        var writer = Start(destination, edition, Command.ParameterQuery, vin, time);
        writer.TakeCount(ids.Length, MostParameters);
        ids.CopyTo(writer.Take(ids.Length));
        return writer.Finish();
    }

    /// <summary>Starts a setting of parameters (81, Annex B), to be followed by <see cref="Parameter(byte, Reading)"/> and its like. One bad value makes a terminal refuse all.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    public static FrameWriter ParameterSet(Span<byte> destination, Edition edition, string vin, DateTimeOffset time)
    {
        var writer = Start(destination, edition, Command.ParameterSet, vin, time);
        writer.Take(1)[0] = 0;
        return writer;
    }

    /// <summary>Starts a terminal's answer to a query (80, Annex B), to be followed by <see cref="Parameter(byte, Reading)"/> and its like.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="query">The query.</param>
    /// <param name="time">When.</param>
    public static FrameWriter ParameterAnswer(Span<byte> destination, FrameView query, DateTimeOffset time)
    {
        if (query.Command != Command.ParameterQuery || query.Answer != AnswerFlag.Command)
            throw new ArgumentException("Only a query is answered with parameters.", nameof(query));
        var writer = new FrameWriter(destination, query.Edition, Command.ParameterQuery, query.Id, AnswerFlag.Success);
        BeijingTime.Write(time, writer.Take(BeijingTime.Length));
        writer.Take(1)[0] = 0;
        return writer;
    }

    /// <summary>Appends a parameter that is a number; 16 is 1 for yes, 2 for no. Ranges as in Annex B; the edition decides.</summary>
    /// <exception cref="ArgumentException">The id is none of a number, or the value outside its range.</exception>
    public void Parameter(byte id, Reading value)
    {
        var part = ParameterTable.Of(Edition, id);
        var place = part is Number or Choice<YesNo> && ParameterTable.LengthIdOf((byte)(id + 1)) == 0
            ? TakeParameter(id, part.Width)
            : throw new ArgumentException($"Parameter {id} is no number that can be set by itself.", nameof(id));
        if (part is Number number)
            number.Put(place, 0, value);
        else
            place[0] = value.IsValid && value.Value is 1 or 2 ? (byte)value.Value : throw new ArgumentOutOfRangeException(nameof(value), value, "Yes is 1, no is 2.");
    }

    /// <summary>Appends a parameter that is text: a version (5 characters; in an answer only), or a domain, before which its length is written as the parameter that it is.</summary>
    /// <exception cref="ArgumentException">The id is none of a text, or one that cannot be set, or the text does not fit.</exception>
    public void Parameter(byte id, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ParameterTable.Of(Edition, id) is Text version)
        {
            if (_frame[2] == (byte)Command.ParameterSet && ParameterTable.IsReadOnly(id))
                throw new ArgumentException($"Parameter {id}, {version.Name}, can be asked for but not set.", nameof(id));
            WireText.Write(text, TakeParameter(id, version.Width), version.Name);
            return;
        }
        var lengthId = ParameterTable.LengthIdOf(id);
        if (lengthId == 0)
            throw new ArgumentException($"Parameter {id} is no text.", nameof(id));
        if (text.Length > byte.MaxValue)
            throw new ArgumentException($"A domain has at most {byte.MaxValue} characters, not {text.Length}.", nameof(text));
        TakeParameter(lengthId, 1)[0] = (byte)text.Length;
        WireText.Write(text, TakeParameter(id, text.Length), "The domain");
    }

    /// <summary>Appends a parameter of the user's own, 80 to FE. Only who knows its length can read it and what follows.</summary>
    public void Parameter(byte id, ReadOnlySpan<byte> value)
    {
        if (id is < 0x80 or > 0xFE)
            throw new ArgumentOutOfRangeException(nameof(id), id, "Parameters of the user's own have the ids 0x80 to 0xFE.");
        value.CopyTo(TakeParameter(id, value.Length));
    }

    /// <summary>Writes a command to the terminal (82, Annex B) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    /// <param name="control">What to do; for an alarm or an upgrade there are methods of their own.</param>
    /// <param name="parameters">What stands behind it; mostly nothing.</param>
    public static int Control(
        Span<byte> destination, Edition edition, string vin, DateTimeOffset time, ControlCommand control, ReadOnlySpan<byte> parameters = default)
    {
        var writer = Start(destination, edition, Command.TerminalControl, vin, time);
        writer.Take(1)[0] = (byte)control;
        parameters.CopyTo(writer.Take(parameters.Length));
        return writer.Finish();
    }

    /// <summary>Writes an alarm to the driver (82 with 06, Annex B) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    /// <param name="level">0 to 3 (2016) or 4 (2025).</param>
    /// <param name="info">Text, in GB 18030 on the wire.</param>
    public static int ControlAlarm(Span<byte> destination, Edition edition, string vin, DateTimeOffset time, Reading level, string info)
    {
        var writer = Start(destination, edition, Command.TerminalControl, vin, time);
        writer.Take(1)[0] = (byte)ControlCommand.Alarm;
        ControlBody.LevelOf(edition).Put(writer.Take(1), 0, level);
        ControlBody.Gb18030.GetBytes(info, writer.Take(ControlBody.Gb18030.GetByteCount(info)));
        return writer.Finish();
    }

    /// <summary>Writes a remote upgrade (82 with 01, Annex B) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When.</param>
    /// <param name="fields">URL, APN, user, password, address, port, maker's code, hardware, firmware, minutes; an empty one stays as it is. None contains a semicolon.</param>
    public static int ControlUpgrade(Span<byte> destination, Edition edition, string vin, DateTimeOffset time, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (field.Contains(';', StringComparison.Ordinal))
                throw new ArgumentException($"'{field}' contains a semicolon, which ends a field.", nameof(fields));
        }
        var text = string.Join(';', fields);
        var writer = Start(destination, edition, Command.TerminalControl, vin, time);
        writer.Take(1)[0] = (byte)ControlCommand.RemoteUpgrade;
        WireText.Write(text, writer.Take(text.Length), "The upgrade");
        return writer.Finish();
    }

    private Span<byte> TakeParameter(byte id, int length)
    {
        if (_frame[ParameterCountAt] >= MostParameters)
            throw new InvalidOperationException($"At most {MostParameters} parameters are allowed.");
        _frame[ParameterCountAt]++;
        Take(1)[0] = id;
        return Take(length);
    }

    private void PutBlob(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ushort.MaxValue)
            throw new ArgumentException($"{bytes.Length} bytes are too many, at most {ushort.MaxValue} are allowed.", nameof(bytes));
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }
}
