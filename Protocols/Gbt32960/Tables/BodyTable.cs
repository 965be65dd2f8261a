using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Bodies of the commands that are not reports, without the time that begins them (clauses 7.1, 7.4 to 7.6).</summary>
internal static class BodyTable
{
    internal static readonly Number LoginSequence = new("loginSequence", 2, 1, 65531);
    internal static readonly Text Iccid = new("iccid", 20);
    internal static readonly Layout VehicleLogin2016 = new(LoginSequence, Iccid, new SubsystemCodes());

    internal static readonly Text UserName = new("userName", 12);
    internal static readonly Text Password = new("password", 20);
    internal static readonly Layout PlatformLogin =
        new(new Number("loginSequence", 2, 1, 65531), UserName, Password, new Choice<Encryption>("encryptionRule"));

    internal static readonly Layout Logout = new(new Number("loginSequence", 2, 1, 65531));

    /// <summary>The table of a command's body, or null where it has none behind its time.</summary>
    internal static Layout? Of(Edition edition, Command command) => command switch
    {
        Command.VehicleLogin when edition == Edition.V2016 => VehicleLogin2016,
        Command.PlatformLogin => PlatformLogin,
        Command.VehicleLogout or Command.PlatformLogout => Logout,
        _ => null,
    };
}
