namespace Twins.Protocols.Gbt32960;

/// <summary>State of the vehicle (table 9). A byte of another number is outside its range.</summary>
public enum PowerState : byte
{
    /// <summary>01: started.</summary>
    On = 1,

    /// <summary>02: switched off.</summary>
    Off = 2,

    /// <summary>03: another state.</summary>
    Other = 3,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>State of charging (table 9).</summary>
public enum ChargeState : byte
{
    /// <summary>01: charging while parked.</summary>
    ParkedCharging = 1,

    /// <summary>02: charging while driving.</summary>
    DrivingCharging = 2,

    /// <summary>03: not charging.</summary>
    NotCharging = 3,

    /// <summary>04: charging is complete.</summary>
    Complete = 4,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>What drives the vehicle (table 9).</summary>
public enum RunMode : byte
{
    /// <summary>01: electric.</summary>
    Ev = 1,

    /// <summary>02: hybrid.</summary>
    Hybrid = 2,

    /// <summary>03: fuel.</summary>
    Fuel = 3,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>State of a DC-DC converter (tables 9 and 12).</summary>
public enum DcdcState : byte
{
    /// <summary>01: working.</summary>
    Working = 1,

    /// <summary>02: disconnected.</summary>
    Off = 2,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>State of a drive motor (table 11).</summary>
public enum MotorState : byte
{
    /// <summary>01: consumes power.</summary>
    Consuming = 1,

    /// <summary>02: generates power.</summary>
    Generating = 2,

    /// <summary>03: switched off.</summary>
    Off = 3,

    /// <summary>04: ready.</summary>
    Ready = 4,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>State of the engine (table 13).</summary>
public enum EngineState : byte
{
    /// <summary>01: running.</summary>
    On = 1,

    /// <summary>02: off.</summary>
    Off = 2,

    /// <summary>FE: abnormal.</summary>
    Abnormal = 0xFE,

    /// <summary>FF: invalid.</summary>
    Invalid = 0xFF,
}

/// <summary>The gear, bits 3 to 0 of its byte (Annex A of 2016): 0 neutral, 1 to 12 gears, 13 reverse, 14 automatic drive, 15 parking.</summary>
public enum Gear : byte
{
    /// <summary>Neutral. The numbers 1 to 12 are gears.</summary>
    N = 0,

    /// <summary>Reverse.</summary>
    R = 13,

    /// <summary>Automatic drive.</summary>
    D = 14,

    /// <summary>Parking.</summary>
    P = 15,
}

/// <summary>The coordinate system of a position (2025).</summary>
public enum CoordinateSystem : byte
{
    /// <summary>01: WGS-84. The 2016 edition names none; its positions are taken for this.</summary>
    Wgs84 = 1,

    /// <summary>02: GCJ-02.</summary>
    Gcj02 = 2,

    /// <summary>03: another.</summary>
    Other = 3,
}

/// <summary>How a report is signed (2025).</summary>
public enum SignatureAlgorithm : byte
{
    /// <summary>01: SM2 with SM3.</summary>
    Sm2 = 1,

    /// <summary>02: RSA.</summary>
    Rsa = 2,

    /// <summary>03: elliptic curves.</summary>
    Ecc = 3,
}
