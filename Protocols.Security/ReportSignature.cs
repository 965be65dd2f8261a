using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Security;

/// <summary>Verifies the signed reports of the 2025 edition (unit FF).</summary>
public static class ReportSignature
{
    /// <summary>Verifies the signature over everything from the message time to the byte before the signature.</summary>
    /// <param name="frame">A realtime or reissue report.</param>
    /// <param name="key">The sender's registered key; null where none is.</param>
    public static SignatureVerdict Verify(FrameView frame, SignatureKey? key)
    {
        if (!SignatureUnit.TryFind(frame, out var signature))
            return SignatureVerdict.NoSignature;
        if (key is null)
            return SignatureVerdict.NoKey;
        return signature.Algorithm == key.Algorithm ? key.Verify(signature.SignedBytes, signature.R, signature.S) : SignatureVerdict.Malformed;
    }
}
