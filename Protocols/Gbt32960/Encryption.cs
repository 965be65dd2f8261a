namespace Twins.Protocols.Gbt32960;

/// <summary>How the data unit of a frame is encrypted (clause 6.3.4).</summary>
public enum Encryption : byte
{
    /// <summary>00: not defined by the standard, sent by real terminals, read as <see cref="None"/>.</summary>
    Unset = 0x00,

    /// <summary>01: not encrypted.</summary>
    None = 0x01,

    /// <summary>02: RSA.</summary>
    Rsa = 0x02,

    /// <summary>03: AES-128.</summary>
    Aes128 = 0x03,

    /// <summary>04: SM2 (2025).</summary>
    Sm2 = 0x04,

    /// <summary>05: SM4 (2025).</summary>
    Sm4 = 0x05,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}
