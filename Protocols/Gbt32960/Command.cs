using System.Text.Json;

namespace Twins.Protocols.Gbt32960;

/// <summary>The command id of a frame (clause 6.3.2 and Annex B). Ids that are not here are reserved or agreed between platforms.</summary>
public enum Command : byte
{
    /// <summary>01: a vehicle logs in.</summary>
    VehicleLogin = 0x01,

    /// <summary>02: realtime report.</summary>
    Realtime = 0x02,

    /// <summary>03: report sent again after the link was down.</summary>
    Reissue = 0x03,

    /// <summary>04: a vehicle logs out.</summary>
    VehicleLogout = 0x04,

    /// <summary>05: a platform logs in.</summary>
    PlatformLogin = 0x05,

    /// <summary>06: a platform logs out.</summary>
    PlatformLogout = 0x06,

    /// <summary>07: heartbeat, without a body.</summary>
    Heartbeat = 0x07,

    /// <summary>08: a terminal asks for the time, without a body.</summary>
    TimeSync = 0x08,

    /// <summary>09: activation of a security chip (2025).</summary>
    Activation = 0x09,

    /// <summary>0A: the platform's answer to an activation (2025).</summary>
    ActivationAnswer = 0x0A,

    /// <summary>0B: exchange of the key that encrypts data units (2025).</summary>
    KeyExchange = 0x0B,

    /// <summary>80: the platform asks for parameters.</summary>
    ParameterQuery = 0x80,

    /// <summary>81: the platform sets parameters.</summary>
    ParameterSet = 0x81,

    /// <summary>82: the platform controls the terminal.</summary>
    TerminalControl = 0x82,
}

/// <summary>What a command id is called in documents.</summary>
public static class CommandNames
{
    /// <summary>The camelCase name: <c>realtime</c> for 02; <c>uplinkReserved</c>, <c>downlinkReserved</c> or <c>custom</c> where the standard leaves an id open.</summary>
    public static string Of(Command command) => Enum.GetName(command) is { } name
        ? JsonNamingPolicy.CamelCase.ConvertName(name)
        : (byte)command switch { < 0x80 => "uplinkReserved", < 0xC0 => "downlinkReserved", _ => "custom" };

    /// <summary>Whether the edition gives the command a body that can be read: 09-0B came with 2025.</summary>
    public static bool IsKnown(Edition edition, Command command) =>
        Enum.IsDefined(command) && (edition == Edition.V2025 || command is < Command.Activation or > Command.KeyExchange);
}
