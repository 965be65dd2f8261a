using System.Runtime.InteropServices;

namespace Twins.Silo.Storage;

/// <summary>Where each partition's log stands. Thread-safe.</summary>
internal sealed class LogPositions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Position> _positions = [];

    /// <summary>The next sequence; it is used up by this call.</summary>
    public long Take(int partition)
    {
        lock (_gate) return ++At(partition).Taken;
    }

    /// <summary>A batch is durable, or was found in a file.</summary>
    public void Durable(int partition, long sequence)
    {
        lock (_gate)
        {
            ref var position = ref At(partition);
            position.Durable = Math.Max(position.Durable, sequence);
            position.Taken = Math.Max(position.Taken, sequence);
        }
    }

    /// <summary>The last durable sequence; 0 when there never was one.</summary>
    public long Last(int partition)
    {
        lock (_gate) return At(partition).Durable;
    }

    /// <summary>Makes the next sequence larger than <paramref name="floor"/>.</summary>
    public void ContinueAbove(int partition, long floor)
    {
        lock (_gate)
        {
            ref var position = ref At(partition);
            position.Floor = Math.Max(position.Floor, floor);
            position.Taken = Math.Max(position.Taken, floor);
        }
    }

    /// <summary>Above which each partition would go on if nothing in flight became durable.</summary>
    public List<KeyValuePair<int, long>> Floors()
    {
        lock (_gate) return [.. _positions.Select(p => KeyValuePair.Create(p.Key, Math.Max(p.Value.Durable, p.Value.Floor))).Where(p => p.Value > 0)];
    }

    private ref Position At(int partition) => ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, partition, out _);

    private struct Position
    {
        public long Taken;
        public long Durable;
        public long Floor;
    }
}
