using Twins.Grains.Snapshots;

namespace Twins.Grains.Vehicles;

/// <summary>Time and content of the last eight reports: the same again is a duplicate.</summary>
internal sealed class RecentReports
{
    public const int Count = 8;

    private readonly long[] _ticks = new long[Count];
    private readonly ulong[] _content = new ulong[Count];
    private int _next;

    /// <summary>Into a snapshot: pairs of time (ticks) and content, oldest first; unused places have no time.</summary>
    public void Write(SnapshotWriter to)
    {
        to.Number(Count - _ticks.Count(0));
        for (var i = 0; i < Count; i++)
        {
            var place = (_next + i) % Count;
            if (_ticks[place] == 0) continue;
            to.Number(_ticks[place]);
            to.Hash(_content[place]);
        }
    }

    public bool Contains(DateTimeOffset time, ulong content)
    {
        for (var i = 0; i < Count; i++)
            if (_ticks[i] == time.UtcTicks && _content[i] == content) return true;
        return false;
    }

    public void Add(DateTimeOffset time, ulong content) => Add(time.UtcTicks, content);

    public void Add(long ticks, ulong content)
    {
        _ticks[_next] = ticks;
        _content[_next] = content;
        _next = (_next + 1) % Count;
    }
}
