using Twins.Protocols.Gbt32960;
using Twins.Simulator.Link;

namespace Twins.Simulator.Replay;

/// <summary>Sends recorded frames over one connection, in order and as they are.</summary>
internal static class ReplayRun
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>Connects, logs in if asked to, sends all frames, closes its side, and reads until the server closes or has been silent for ten seconds.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="server">Where to.</param>
    /// <param name="edition">The edition of the platform login.</param>
    /// <param name="credentials">Null for no platform login.</param>
    /// <param name="time">The clock.</param>
    /// <param name="counts">Filled as it goes, so that it is right also when this ends in an exception.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="LinkException">The server could not be reached, refused the login, or the connection broke.</exception>
    internal static async Task RunAsync(
        IReadOnlyList<byte[]> frames, Endpoint server, Edition edition, Credentials? credentials, TimeProvider time, LinkCounts counts,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var link = await PlatformLink.ConnectAsync(server, counts, cancellationToken);
            if (credentials is not null)
                await link.LogInAsync(edition, credentials, 1, time, cancellationToken);
            foreach (var frame in frames)
                await link.SendAsync(frame, 1, cancellationToken);
            link.FinishSending();
            await link.AwaitCloseAsync(LongestSilence, time, cancellationToken);
        }
        catch (LinkException)
        {
            counts.AddFailure();
            throw;
        }
    }
}
