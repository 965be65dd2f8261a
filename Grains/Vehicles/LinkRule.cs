using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Grains.Vehicles;

/// <summary>
/// A link opens with a login, or with the first frame that comes without one; it closes with a logout, with the loss of a terminal's connection, or when
/// the intake run that held that connection is gone. A platform's link is not its vehicles' link (R9): its loss leaves them to silence.
/// </summary>
internal static class LinkRule
{
    /// <summary>What a login says of the link (GB/T 32960.3, login body).</summary>
    public readonly record struct Login(DateTimeOffset Time, int Sequence, string? Iccid);

    /// <summary>Any frame of the vehicle came by a session; a login comes with what it says.</summary>
    public static void Arrived(ref VehicleCore core, TwinEntry entry, DateTimeOffset time, Login? login, Outcome outcome)
    {
        core.LastFrameAt = entry.ReceivedAt;
        if (entry.Link is not { } session) return;
        var link = core.Link;
        if (link is not { Open: true })
        {
            core.Link = new LinkState(true, session, time, login?.Sequence ?? link?.LoginSequence, login?.Iccid ?? link?.Iccid);
            core.Silence = Silence.None;
            Tell(EventTypes.LinkOpened, core.Link, time, login is null ? "report" : "login", null, outcome);
            return;
        }

        if (login is not null) link = link with { LoginSequence = login.Value.Sequence, Iccid = login.Value.Iccid };
        if (!IsSameLink(link.Session, session))
        {
            var replaced = link;
            link = link with { Session = session, OpenedAt = time };
            Tell(EventTypes.LinkReplaced, link, time, login is null ? "report" : "login", replaced.Session.Sender, outcome);
        }

        core.Link = link.Session == session ? link : link with { Session = session };
        if (core.Silence == Silence.None) return;
        core.Silence = Silence.None;
        outcome.Add(EventTypes.Online, time, new SilenceEvent(entry.ReceivedAt), VehicleEventJson.Default.SilenceEvent);
    }

    public static void LoggedOut(ref VehicleCore core, DateTimeOffset time, Outcome outcome) => Close(ref core, time, "logout", outcome);

    /// <summary>A terminal's connection ended. Only its own link closes: a newer connection may have taken over.</summary>
    public static void SessionClosed(ref VehicleCore core, TwinEntry entry, Outcome outcome)
    {
        if (core.Link is { Open: true, Session.Kind: LinkKind.Terminal } link && entry.Link is { } session && IsSameLink(link.Session, session))
            Close(ref core, entry.ReceivedAt, "connection-lost", outcome);
    }

    /// <summary>The intake run that held a terminal's connection is gone, and the connection with it.</summary>
    public static void IntakeGone(ref VehicleCore core, Tick tick, Outcome outcome)
    {
        if (core.Link is { Open: true, Session: { Kind: LinkKind.Terminal } session } && !tick.Incarnations.Contains(session.Incarnation))
            Close(ref core, tick.Time, "intake-ended", outcome);
    }

    private static void Close(ref VehicleCore core, DateTimeOffset time, string reason, Outcome outcome)
    {
        if (core.Link is not { Open: true } link) return;
        core.Link = link with { Open = false };
        core.Silence = Silence.None;
        Tell(EventTypes.LinkClosed, core.Link, time, reason, null, outcome);
    }

    /// <summary>A platform's next connection carries the same links on.</summary>
    private static bool IsSameLink(LinkSession a, LinkSession b) =>
        a.Kind == b.Kind && a.Sender == b.Sender && (a.Kind == LinkKind.Platform || (a.Incarnation == b.Incarnation && a.Number == b.Number));

    private static void Tell(string type, LinkState link, DateTimeOffset time, string reason, string? previousSender, Outcome outcome) =>
        outcome.Add(type, time, new LinkEvent(link.Session.Kind, link.Session.Sender, link.LoginSequence, reason, previousSender),
            VehicleEventJson.Default.LinkEvent);
}
