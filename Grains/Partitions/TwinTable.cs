using System.Diagnostics.CodeAnalysis;
using Twins.Grains.Snapshots;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Partitions;

/// <summary>What a partition knows of one of its twins.</summary>
internal sealed class TwinSlot(string id, int page, ITwinGrain grain)
{
    // Bytes that are written over: an object a report, kept until the next, is what a collector would have to carry through all its generations.
    private byte[]? _row;
    private int _length;

    public string Id { get; } = id;

    public int Page { get; } = page;

    public ITwinGrain Grain { get; } = grain;

    /// <summary>False until its first batch is committed; a twin exists by its row.</summary>
    public bool HasRow => _row is not null;

    /// <summary>As of its newest batch.</summary>
    public TwinRow Row
    {
        get
        {
            var from = new SnapshotReader((_row ?? throw new InvalidOperationException($"Twin {Id} has no row yet.")).AsMemory(0, _length));
            return TwinRowFormat.Read(Id, ref from);
        }
        set
        {
            SnapshotWriter.Write(value, TwinRowFormat.Write, this, static (bytes, slot) => slot.Keep(bytes));
            Wait = value.Wait;
            Incarnation = (value as VehicleRow)?.Incarnation;
        }
    }

    /// <summary>For which silence a tick matters to it.</summary>
    public TwinWait? Wait { get; private set; }

    /// <summary>The intake run that holds its open link; null without one.</summary>
    public string? Incarnation { get; private set; }

    /// <summary>The batch that held its newest entries; 0 for none.</summary>
    public long LastSequence { get; set; }

    private void Keep(ReadOnlySpan<byte> row)
    {
        if (_row is null || _row.Length < row.Length) _row = new byte[row.Length + 8];
        row.CopyTo(_row);
        _length = row.Length;
    }
}

/// <summary>The twins of a partition by id and by page.</summary>
internal sealed class TwinTable(PartitionId partition, ITwinDirectory directory, PartitionMap map, int pages)
{
    private readonly Dictionary<string, TwinSlot> _slots = new(StringComparer.Ordinal);
    private readonly List<TwinSlot>?[] _pages = new List<TwinSlot>?[pages];
    private readonly long[] _pagePositions = new long[pages];
    private readonly HashSet<int> _dirty = [];
    private TwinSlot[]? _sorted;

    public int Count => _slots.Count;

    public int Pages => pages;

    public bool IsDirty => _dirty.Count > 0;

    public IEnumerable<TwinSlot> All => _slots.Values;

    public bool TryGet(string id, [NotNullWhen(true)] out TwinSlot? slot) => _slots.TryGetValue(id, out slot);

    /// <summary>The known slot, or a new one that <see cref="Commit"/> will keep.</summary>
    public TwinSlot GetOrCreate(string id) => _slots.TryGetValue(id, out var slot) ? slot : Create(id);

    public IReadOnlyList<TwinSlot> OfPage(int page) => _pages[page] ?? (IReadOnlyList<TwinSlot>)[];

    /// <summary>Whether the page, as it was loaded, holds this batch already.</summary>
    public bool IsCovered(TwinSlot slot, long sequence) => sequence <= _pagePositions[slot.Page];

    public void Load(int page, TwinPage content)
    {
        _pagePositions[page] = content.Position;
        foreach (var twin in content.Twins)
        {
            var slot = Create(twin.Id);
            slot.Row = twin.Row;
            slot.LastSequence = twin.Sequence;
            Keep(slot);
        }
    }

    public void Commit(TwinSlot slot, TwinRow row, long sequence)
    {
        if (!slot.HasRow) Keep(slot);
        slot.Row = row;
        slot.LastSequence = sequence;
        _dirty.Add(slot.Page);
    }

    /// <summary>The pages that changed since they were last taken.</summary>
    public IReadOnlyList<int> TakeDirty()
    {
        var pagesTaken = _dirty.Order().ToArray();
        _dirty.Clear();
        return pagesTaken;
    }

    /// <summary>Slots in ordinal order of id, those above <paramref name="after"/>.</summary>
    public IEnumerable<TwinSlot> Above(string? after)
    {
        _sorted ??= [.. _slots.Values.OrderBy(slot => slot.Id, StringComparer.Ordinal)];
        var low = 0;
        for (var high = after is null ? 0 : _sorted.Length; low < high;)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_sorted[middle].Id, after) <= 0) low = middle + 1;
            else high = middle;
        }

        return new ArraySegment<TwinSlot>(_sorted, low, _sorted.Length - low);
    }

    private TwinSlot Create(string id) =>
        new(id, (int)(PartitionMap.Hash(id) / (ulong)map.Count % (ulong)pages), directory.Get(partition.Kind, id));

    private void Keep(TwinSlot slot)
    {
        _slots.Add(slot.Id, slot);
        (_pages[slot.Page] ??= []).Add(slot);
        _sorted = null;
    }
}
