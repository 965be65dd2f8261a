namespace Twins.Protocols.Gbt32960;

/// <summary>The answer flag of a frame (clause 6.3.2). Everything but <see cref="Command"/> is an answer, and an answer is never answered.</summary>
public enum AnswerFlag : byte
{
    /// <summary>01: done.</summary>
    Success = 0x01,

    /// <summary>02: error; in 2025 one that has no code of its own.</summary>
    Error = 0x02,

    /// <summary>03: the VIN is in use by another.</summary>
    DuplicateVin = 0x03,

    /// <summary>04: the VIN is not registered (2025).</summary>
    UnknownVin = 0x04,

    /// <summary>05: the signature is wrong (2025).</summary>
    SignatureError = 0x05,

    /// <summary>06: the structure of the data is wrong (2025).</summary>
    StructureError = 0x06,

    /// <summary>07: the data could not be decrypted (2025).</summary>
    DecryptionError = 0x07,

    /// <summary>FE: not an answer but a command.</summary>
    Command = 0xFE,
}

/// <summary>Which answer flags there are.</summary>
public static class AnswerFlags
{
    /// <summary>Whether the edition defines the flag: 04 to 07 came with 2025.</summary>
    public static bool IsKnown(Edition edition, AnswerFlag flag) =>
        Enum.IsDefined(flag) && (edition == Edition.V2025 || flag is < AnswerFlag.UnknownVin or AnswerFlag.Command);
}
