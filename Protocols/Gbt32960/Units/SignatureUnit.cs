using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960;

/// <summary>The signature that ends a report of 2025 (unit FF) in place.</summary>
public readonly ref struct SignatureUnit
{
    private const int ROffset = 1, LengthWidth = 2;

    internal SignatureUnit(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> body)
    {
        SignedBytes = signed;
        Algorithm = (SignatureAlgorithm)body[0];
        R = Blob.Read(body, ROffset);
        S = Blob.Read(body, ROffset + LengthWidth + R.Length);
    }

    /// <summary>The bytes that are signed: from the first byte of the message time to the byte before the signature's type.</summary>
    public ReadOnlySpan<byte> SignedBytes { get; }

    /// <summary>How they are signed; a number that is no member is not defined.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>The first half of the signature; all of it for RSA.</summary>
    public ReadOnlySpan<byte> R { get; }

    /// <summary>The second half; empty for RSA.</summary>
    public ReadOnlySpan<byte> S { get; }

    /// <summary>Finds the signature of a report. False when it has none, when what stands before it cannot be read, or when the frame is encrypted or no report of 2025.</summary>
    public static bool TryFind(FrameView frame, out SignatureUnit signature)
    {
        signature = default;
        if (frame.Edition != Edition.V2025 || frame.IsEncrypted || frame.Command is not (Command.Realtime or Command.Reissue))
            return false;
        var units = frame.Units;
        while (units.MoveNext())
        {
            if (units.Kind != UnitKind.Signature)
                continue;
            signature = new SignatureUnit(frame.Data[..units.Offset], units.Body);
            return !units.MoveNext() && units.Error == DecodeErrorCode.None;
        }
        return false;
    }
}
