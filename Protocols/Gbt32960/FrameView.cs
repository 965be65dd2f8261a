using System.Buffers.Binary;
using System.Text;

namespace Twins.Protocols.Gbt32960;

/// <summary>A whole frame in place (clause 6.2, table 2): the header's fields, the data unit and the verdict on its check code. Nothing is copied.</summary>
public readonly ref struct FrameView
{
    /// <summary>Bytes before the data unit.</summary>
    public const int HeaderLength = 24;

    /// <summary>Bytes of a frame beside its data unit: header and check code.</summary>
    public const int Overhead = HeaderLength + 1;

    /// <summary>The longest data unit that the standard allows.</summary>
    public const int MaxDataLength = 65531;

    /// <summary>Bytes of the unique id: a VIN, or a code of the sender's own.</summary>
    public const int IdLength = 17;

    /// <summary>Place of the byte that says how the data unit is encrypted.</summary>
    public const int EncryptionOffset = 21;

    internal const int AnswerOffset = 3, LengthOffset = 22;

    private const int IdOffset = 4;

    private FrameView(ReadOnlySpan<byte> bytes, CustomUnits custom)
    {
        Bytes = bytes;
        CustomUnits = custom;
    }

    /// <summary>The frame, from its first start byte to its check code.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The edition that the start bytes name.</summary>
    public Edition Edition => Bytes[0] == (byte)'$' ? Edition.V2025 : Edition.V2016;

    /// <summary>The command id; any byte.</summary>
    public Command Command => (Command)Bytes[2];

    /// <summary>The answer flag; any byte.</summary>
    public AnswerFlag Answer => (AnswerFlag)Bytes[3];

    /// <summary>The 17 bytes of the unique id.</summary>
    public ReadOnlySpan<byte> IdBytes => Bytes.Slice(IdOffset, IdLength);

    /// <summary>The unique id as text, without the zeros that pad it; a byte that is no ASCII stands as the Latin-1 character of its number.</summary>
    public string Id => WireText.Read(IdBytes);

    /// <summary>How the data unit is encrypted; any byte.</summary>
    public Encryption Encryption => (Encryption)Bytes[EncryptionOffset];

    /// <summary>Whether the data unit is not readable as it stands. Byte 0 counts as not encrypted.</summary>
    public bool IsEncrypted => Encryption is not (Encryption.None or Encryption.Unset);

    /// <summary>The data unit.</summary>
    public ReadOnlySpan<byte> Data => Bytes[HeaderLength..^1];

    /// <summary>Whether the last byte is the check code of the bytes before it.</summary>
    public bool IsCheckCodeRight => CheckCode.Of(Bytes[2..^1]) == Bytes[^1];

    /// <summary>The message time: the first six bytes of the data unit of every command that has a body. False where there is none.</summary>
    public bool TryGetTime(out DateTimeOffset utc) => BeijingTime.TryRead(Data, out utc);

    /// <summary>The units of a realtime or reissue report, after its time.</summary>
    public UnitReader Units => new(Edition, Data, CustomUnits);

    /// <summary>What the sender's custom units mean, as the caller said.</summary>
    public CustomUnits CustomUnits { get; }

    /// <summary>Looks at one frame that fills <paramref name="bytes"/> exactly. False when start bytes or lengths are not those of a frame; the check code is not looked at.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, out FrameView frame) => TryCreate(bytes, CustomUnits.Opaque, out frame);

    /// <inheritdoc cref="TryCreate(ReadOnlySpan{byte}, out FrameView)"/>
    /// <param name="bytes">The frame.</param>
    /// <param name="custom">What the sender's custom units mean.</param>
    /// <param name="frame">The view.</param>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, CustomUnits custom, out FrameView frame)
    {
        frame = default;
        if (bytes.Length is < Overhead or > MaxDataLength + Overhead || !IsStart(bytes) || DataLengthOf(bytes) != bytes.Length - Overhead)
            return false;
        frame = new FrameView(bytes, custom);
        return true;
    }

    internal static bool IsStart(ReadOnlySpan<byte> bytes) => bytes[0] is (byte)'#' or (byte)'$' && bytes[1] == bytes[0];

    internal static int DataLengthOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[LengthOffset..]);
}

/// <summary>STRING of the standard: ASCII, padded with zeros at its end.</summary>
internal static class WireText
{
    internal static string Read(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.TrimEnd((byte)0));

    internal static void Write(string text, Span<byte> destination, string what)
    {
        if (!TryWrite(text, destination))
            throw new ArgumentException($"{what} does not fit: at most {destination.Length} characters of one byte each.", nameof(text));
    }

    internal static void Encode(string text, Span<byte> destination, string path)
    {
        if (!TryWrite(text, destination))
            throw new FormatException($"{path} does not fit: at most {destination.Length} characters of one byte each.");
    }

    private static bool TryWrite(string text, Span<byte> destination)
    {
        if (text.Length > destination.Length || text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'))
            return false;
        destination.Clear();
        Encoding.Latin1.GetBytes(text, destination);
        return true;
    }
}
