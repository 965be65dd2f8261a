using System.Buffers.Binary;
using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960;

/// <summary>
/// Composes one frame (clause 6.2) in a span, without allocation: header and time at its construction, then body or units in the order of the calls, then
/// <see cref="Finish"/> for length and check code. A span too short throws <see cref="ArgumentException"/> or <see cref="IndexOutOfRangeException"/>; <see cref="MaxLength"/> bytes are always enough.
/// </summary>
public ref partial struct FrameWriter
{
    /// <summary>Bytes that no frame exceeds.</summary>
    public const int MaxLength = FrameView.MaxDataLength + FrameView.Overhead;

    private readonly Span<byte> _frame;
    private int _at;

    private FrameWriter(Span<byte> destination, Edition edition, Command command, string id, AnswerFlag answer)
    {
        _frame = destination;
        Edition = edition;
        _frame[..2].Fill(edition == Edition.V2025 ? (byte)'$' : (byte)'#');
        _frame[2] = (byte)command;
        _frame[3] = (byte)answer;
        WireText.Write(id, _frame.Slice(4, FrameView.IdLength), "The unique id");
        _frame[FrameView.EncryptionOffset] = (byte)Encryption.None;
        _at = FrameView.HeaderLength;
    }

    /// <summary>The edition that is written.</summary>
    public Edition Edition { get; }

    /// <summary>Starts a realtime or reissue report, to be followed by units.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="command"><see cref="Command.Realtime"/> or <see cref="Command.Reissue"/>.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When the data was collected.</param>
    public static FrameWriter Report(Span<byte> destination, Edition edition, Command command, string vin, DateTimeOffset time)
    {
        if (command is not (Command.Realtime or Command.Reissue))
            throw new ArgumentException($"A report is realtime or reissue, not {CommandNames.Of(command)}.", nameof(command));
        return Start(destination, edition, command, vin, time);
    }

    /// <summary>Writes a vehicle login of 2016 (clause 7.1) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When the data was collected.</param>
    /// <param name="sequence">1 to 65531, rising by one a login, from 1 every day.</param>
    /// <param name="iccid">Number of the SIM, at most 20 characters.</param>
    /// <param name="subsystemCount">Battery subsystems, 0 to 250.</param>
    /// <param name="codes">As many codes as subsystems, all of one length up to 50 characters; none to send no codes.</param>
    public static int VehicleLogin(
        Span<byte> destination, string vin, DateTimeOffset time, int sequence, string iccid, int subsystemCount, ReadOnlySpan<string> codes = default)
    {
        var length = codes.IsEmpty ? 0 : codes[0].Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subsystemCount, 250);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 50, nameof(codes));
        if (!codes.IsEmpty && codes.Length != subsystemCount)
            throw new ArgumentException($"{subsystemCount} battery subsystems need as many codes, {codes.Length} are there.", nameof(codes));
        var writer = Start(destination, Edition.V2016, Command.VehicleLogin, vin, time);
        writer.PutSequence(sequence);
        WireText.Write(iccid, writer.Take(20), "The ICCID");
        writer.Take(1)[0] = (byte)subsystemCount;
        writer.Take(1)[0] = (byte)length;
        foreach (var code in codes)
        {
            if (code.Length != length)
                throw new ArgumentException($"Battery codes must have one length; '{code}' is not of {length} characters.", nameof(codes));
            WireText.Write(code, writer.Take(length), "The battery code");
        }
        return writer.Finish();
    }

    /// <summary>Writes a vehicle login of 2025 (clause 7.1) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="vin">The vehicle.</param>
    /// <param name="time">When the data was collected.</param>
    /// <param name="sequence">1 to 65531, rising by one a login, from 1 every day.</param>
    /// <param name="iccid">Number of the SIM, at most 20 characters.</param>
    /// <param name="packCounts">The packs of each battery management system: at most 20 numbers 0 to 50.</param>
    /// <param name="codes">A code of 24 characters for each pack (GB/T 34014).</param>
    public static int VehicleLogin(
        Span<byte> destination, string vin, DateTimeOffset time, int sequence, string iccid, ReadOnlySpan<byte> packCounts, ReadOnlySpan<string> codes)
    {
        var packs = 0;
        foreach (var count in packCounts)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PackCodes.MostPacks, nameof(packCounts));
            packs += count;
        }
        if (codes.Length != packs)
            throw new ArgumentException($"{packs} packs need as many codes, {codes.Length} are there.", nameof(codes));
        var writer = Start(destination, Edition.V2025, Command.VehicleLogin, vin, time);
        writer.PutSequence(sequence);
        WireText.Write(iccid, writer.Take(20), "The ICCID");
        writer.TakeCount(packCounts.Length, PackCodes.MostSystems);
        packCounts.CopyTo(writer.Take(packCounts.Length));
        foreach (var code in codes)
            WireText.Write(code, writer.Take(BatteryCode.Length), "The pack's code");
        return writer.Finish();
    }

    /// <summary>Writes a logout of a vehicle or a platform (clauses 7.4, 7.6) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="command"><see cref="Command.VehicleLogout"/> or <see cref="Command.PlatformLogout"/>.</param>
    /// <param name="id">VIN or the platform's code.</param>
    /// <param name="time">When.</param>
    /// <param name="sequence">The sequence of the login.</param>
    public static int Logout(Span<byte> destination, Edition edition, Command command, string id, DateTimeOffset time, int sequence)
    {
        if (command is not (Command.VehicleLogout or Command.PlatformLogout))
            throw new ArgumentException($"A logout is that of a vehicle or a platform, not {CommandNames.Of(command)}.", nameof(command));
        var writer = Start(destination, edition, command, id, time);
        writer.PutSequence(sequence);
        return writer.Finish();
    }

    /// <summary>Writes a platform login (clause 7.5) and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="id">The platform's code.</param>
    /// <param name="time">When.</param>
    /// <param name="sequence">1 to 65531.</param>
    /// <param name="userName">At most 12 characters.</param>
    /// <param name="password">At most 20 characters.</param>
    /// <param name="encryptionRule">How data units will be encrypted.</param>
    public static int PlatformLogin(
        Span<byte> destination, Edition edition, string id, DateTimeOffset time, int sequence, string userName, string password,
        Encryption encryptionRule = Encryption.None)
    {
        var writer = Start(destination, edition, Command.PlatformLogin, id, time);
        writer.PutSequence(sequence);
        WireText.Write(userName, writer.Take(12), "The user name");
        WireText.Write(password, writer.Take(20), "The password");
        writer.Take(1)[0] = (byte)encryptionRule;
        return writer.Finish();
    }

    /// <summary>Writes a heartbeat or a request for the time (Annex B), which have no body, and returns its length.</summary>
    /// <param name="destination">Where the frame goes.</param>
    /// <param name="edition">The edition to follow.</param>
    /// <param name="command"><see cref="Command.Heartbeat"/> or <see cref="Command.TimeSync"/>.</param>
    /// <param name="id">VIN or the platform's code.</param>
    public static int Bodiless(Span<byte> destination, Edition edition, Command command, string id)
    {
        if (command is not (Command.Heartbeat or Command.TimeSync))
            throw new ArgumentException($"Only heartbeat and time sync have no body, {CommandNames.Of(command)} has one.", nameof(command));
        return new FrameWriter(destination, edition, command, id, AnswerFlag.Command).Finish();
    }

    /// <summary>
    /// Writes the answer to a command (clause 6.3.2) and returns its length: the flag changed, the message time kept, the rest dropped. The
    /// answer to a heartbeat has no body, nor has that to a command without a time (0A, 0B); that to a time sync has the server's time.
    /// </summary>
    /// <param name="destination">Where the answer goes.</param>
    /// <param name="request">The command; must not be an answer itself.</param>
    /// <param name="flag">The verdict.</param>
    /// <param name="serverTime">The time for a time sync.</param>
    /// <exception cref="ArgumentException">The request is itself an answer, which is never answered.</exception>
    public static int Answer(Span<byte> destination, FrameView request, AnswerFlag flag, DateTimeOffset serverTime)
    {
        if (request.Answer != AnswerFlag.Command)
            throw new ArgumentException("An answer is never answered.", nameof(request));
        request.Bytes[..FrameView.HeaderLength].CopyTo(destination);
        destination[3] = (byte)flag;
        destination[FrameView.EncryptionOffset] = (byte)Encryption.None;
        var body = destination[FrameView.HeaderLength..];
        var length = BeijingTime.Length;
        if (request.Command == Command.TimeSync)
            BeijingTime.Write(serverTime, body);
        else if (request.Command is Command.Heartbeat or Command.ActivationAnswer or Command.KeyExchange || request.IsEncrypted || request.Data.Length < length)
            length = 0;
        else
            request.Data[..length].CopyTo(body);
        return Seal(destination, FrameView.HeaderLength + length);
    }

    /// <summary>Sets length and check code and returns the frame's length.</summary>
    public readonly int Finish() => Seal(_frame, _at);

    private static FrameWriter Start(Span<byte> destination, Edition edition, Command command, string id, DateTimeOffset time)
    {
        var writer = new FrameWriter(destination, edition, command, id, AnswerFlag.Command);
        BeijingTime.Write(time, writer.Take(BeijingTime.Length));
        return writer;
    }

    private static int Seal(Span<byte> frame, int end)
    {
        var length = end - FrameView.HeaderLength;
        if (length > FrameView.MaxDataLength)
            throw new ArgumentException($"The data unit has {length} bytes, at most {FrameView.MaxDataLength} are allowed.", nameof(frame));
        BinaryPrimitives.WriteUInt16BigEndian(frame[22..], (ushort)length);
        frame[end] = CheckCode.Of(frame[2..end]);
        return end + 1;
    }

    private void PutSequence(int sequence)
    {
        if (sequence is < 1 or > 65531)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "A login sequence is 1 to 65531.");
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)sequence);
    }

    private Span<byte> Take(int length)
    {
        var place = _frame.Slice(_at, length);
        _at += length;
        return place;
    }
}
