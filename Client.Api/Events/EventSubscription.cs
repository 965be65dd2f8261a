using System.Threading.Channels;

namespace Twins.Client.Api.Events;

/// <summary>
/// One subscriber's place at the tail. Its queue is short: when it is full the oldest page goes, and the subscriber, who finds that pages no longer join, reads
/// what it missed from the log.
/// </summary>
internal sealed class EventSubscription(Action<EventSubscription> leave) : IDisposable
{
    private const int MaxPages = 16;

    private readonly Channel<EventFramePage> _pages = Channel.CreateBounded<EventFramePage>(
        new BoundedChannelOptions(MaxPages) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    internal ChannelReader<EventFramePage> Pages => _pages.Reader;

    /// <summary>Never waits.</summary>
    internal void Publish(EventFramePage page) => _pages.Writer.TryWrite(page);

    public void Dispose() => leave(this);
}
