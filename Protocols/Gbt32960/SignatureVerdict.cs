namespace Twins.Protocols.Gbt32960;

/// <summary>The verdict on the signature of a report (2025). The numbers are stored; never change one.</summary>
public enum SignatureVerdict : byte
{
    /// <summary>The registered key made it over these bytes.</summary>
    Valid = 0,

    /// <summary>The registered key did not, or not over these bytes.</summary>
    Wrong = 1,

    /// <summary>There is a signature, and no key to verify it by.</summary>
    NoKey = 2,

    /// <summary>The signature has not the form of its algorithm, or the algorithm is not the key's.</summary>
    Malformed = 3,

    /// <summary>The report has no signature that can be found.</summary>
    NoSignature = 4,
}
