using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>How the newest report was encrypted and signed, and counts over all since the first that was.</summary>
/// <param name="At">Of the newest report: its time; its arrival where it could not be decrypted.</param>
/// <param name="Encryption">How it was encrypted: none, rsa, aes128, sm2, sm4, unknown.</param>
/// <param name="Signature">The verdict on its signature: valid, wrong, noKey (none is registered), malformed, none (it has no signature).</param>
/// <param name="Signatures">Reports by verdict.</param>
/// <param name="Decrypted">Reports that were decrypted.</param>
/// <param name="Undecrypted">Reports that could not be; they are kept whole, as quarantined.</param>
internal sealed record SecurityDocument(
    DateTimeOffset At, string Encryption, string Signature, SignaturesDocument Signatures, long Decrypted, long Undecrypted)
{
    internal static SecurityDocument? Of(VehicleSecurity? security) => security is null ? null : new(
        security.At, security.Encryption, security.Signature,
        new SignaturesDocument(security.Valid, security.Wrong, security.NoKey, security.Malformed, security.NoSignature), security.Decrypted, security.Undecrypted);
}

/// <summary>Reports by the verdict on their signature.</summary>
/// <param name="Valid">The registered key made it.</param>
/// <param name="Wrong">The registered key did not make it.</param>
/// <param name="NoKey">No key is registered.</param>
/// <param name="Malformed">It has not the form of the key's algorithm.</param>
/// <param name="None">There is no signature.</param>
internal sealed record SignaturesDocument(long Valid, long Wrong, long NoKey, long Malformed, long None);
