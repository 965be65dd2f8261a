using System.Threading.Channels;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Tests;

internal static class ChannelReading
{
    /// <summary>The frames that come before the first one of a command.</summary>
    internal static async Task<List<ReadFrame>> ReadAllUntilAsync(this ChannelReader<ReadFrame> frames, Command last)
    {
        var read = new List<ReadFrame>();
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is { } frame && frame.Command != last)
            read.Add(frame);
        return read;
    }
}
