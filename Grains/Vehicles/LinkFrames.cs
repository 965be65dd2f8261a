using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>Frames that are no reports: login, logout, heartbeat, time synchronisation. Each shows that the vehicle is there.</summary>
internal static class LinkFrames
{
    public static VehicleCore Apply(VehicleCore core, string vin, TwinEntry entry, in FrameView frame, Outcome outcome)
    {
        var time = !frame.IsEncrypted && frame.TryGetTime(out var said) ? said : entry.ReceivedAt;
        if (AheadRule.IsAhead(time, entry)) time = entry.ReceivedAt;
        switch (frame.Command)
        {
            case Command.VehicleLogin when VehicleLogin.TryRead(frame, out var login, out _):
                LinkRule.Arrived(ref core, entry, time, new LinkRule.Login(time, login.Sequence, login.Iccid), outcome);
                if (time < core.PacksAt) break;
                if (time - entry.ReceivedAt <= Limits.AheadOfArrival) core.PacksAt = time;
                if (PackRule.LoggedIn(ref core, vin, time, CodesOf(login), outcome)) core.DigestAt = null;
                break;
            case Command.VehicleLogout:
                LinkRule.Arrived(ref core, entry, time, null, outcome);
                LinkRule.LoggedOut(ref core, time, outcome);
                break;
            default:
                LinkRule.Arrived(ref core, entry, time, null, outcome);
                break;
        }

        return core;
    }

    /// <summary>Subsystem 1 first; empty where the login names none.</summary>
    private static string[] CodesOf(in VehicleLogin login)
    {
        var codes = new string[login.PackCount];
        for (var i = 0; i < codes.Length; i++) codes[i] = login.HasCodes ? login.Code(i) : "";
        return codes;
    }
}
