namespace Twins.Protocols.Gbt32960;

/// <summary>Whether an activation was successful (2025).</summary>
public enum ActivationStatus : byte
{
    /// <summary>01: it was.</summary>
    Success = 1,

    /// <summary>02: it was not.</summary>
    Failed = 2,
}

/// <summary>Why an activation failed (2025).</summary>
public enum ActivationInfo : byte
{
    /// <summary>00: it did not.</summary>
    None = 0,

    /// <summary>01: the chip is activated already.</summary>
    AlreadyActivated = 1,

    /// <summary>02: the VIN belongs to another chip.</summary>
    DuplicateVin = 2,
}

/// <summary>What kind of key is exchanged (2025); the numbers are those of <see cref="Encryption"/>.</summary>
public enum KeyType : byte
{
    /// <summary>02: RSA.</summary>
    Rsa = 2,

    /// <summary>03: AES-128.</summary>
    Aes128 = 3,

    /// <summary>04: SM2.</summary>
    Sm2 = 4,

    /// <summary>05: SM4.</summary>
    Sm4 = 5,
}

/// <summary>What a terminal is told to do (Annex B).</summary>
public enum ControlCommand : byte
{
    /// <summary>01: upgrade itself from a server.</summary>
    RemoteUpgrade = 1,

    /// <summary>02: shut down.</summary>
    ShutDown = 2,

    /// <summary>03: restart.</summary>
    Reset = 3,

    /// <summary>04: go back to the factory's settings.</summary>
    FactoryReset = 4,

    /// <summary>05: close the data link.</summary>
    Disconnect = 5,

    /// <summary>06: alarm or warn the driver.</summary>
    Alarm = 6,

    /// <summary>07: open the link for sampling monitoring.</summary>
    OpenSamplingLink = 7,
}

/// <summary>Yes or no as the wire has them.</summary>
public enum YesNo : byte
{
    /// <summary>01.</summary>
    Yes = 1,

    /// <summary>02.</summary>
    No = 2,
}
