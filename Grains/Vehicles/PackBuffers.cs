using System.Collections.Immutable;
using Twins.Grains.Batteries;
using Twins.Grains.Snapshots;
using Twins.Protocols.Gbt32960;
using CellVoltages = Twins.Grains.Batteries.CellVoltages;
using ProbeTemperatures = Twins.Grains.Batteries.ProbeTemperatures;

namespace Twins.Grains.Vehicles;

/// <summary>
/// The freshest cells and probes of each subsystem. Lists that were split over several frames of the same time are merged by (time, subsystem).
/// <see cref="Stage"/> makes room and may fail; <see cref="Commit"/> copies and cannot.
/// </summary>
internal sealed class PackBuffers
{
    /// <summary>Cells or probes of one subsystem; real packs have a few hundred, a broken frame may claim 65,531.</summary>
    private const int MaxItems = 4096;

    private const int MaxSubsystem = 250;
    private readonly List<PackBuffer> _packs = [];

    public static PackBuffers Restore(IEnumerable<PackReading> readings)
    {
        var buffers = new PackBuffers();
        foreach (var reading in readings) buffers._packs.Add(PackBuffer.Restore(reading));
        return buffers;
    }

    public void Stage(in FrameView frame)
    {
        var units = frame.Units;
        while (units.MoveNext())
        {
            if (units.Kind == UnitKind.CellVoltages)
            {
                foreach (var item in new CellVoltagesUnit(units.Edition, units.Body))
                    if (SubsystemOf(item.Subsystem) is { } subsystem) FindOrAdd(subsystem).MakeRoomForCells(TotalOf(item));
            }
            else if (units.Kind == UnitKind.ProbeTemperatures)
            {
                foreach (var item in new ProbeTemperaturesUnit(units.Edition, units.Body))
                    if (SubsystemOf(item.Subsystem) is { } subsystem) FindOrAdd(subsystem).MakeRoomForProbes(Math.Min(item.Raw.Length, MaxItems));
            }
        }
    }

    public void Commit(in FrameView frame, DateTimeOffset at)
    {
        var units = frame.Units;
        while (units.MoveNext())
        {
            if (units.Kind == UnitKind.CellVoltages)
            {
                foreach (var item in new CellVoltagesUnit(units.Edition, units.Body))
                    if (SubsystemOf(item.Subsystem) is { } subsystem) Find(subsystem)?.SetCells(item, TotalOf(item), at);
            }
            else if (units.Kind == UnitKind.ProbeTemperatures)
            {
                foreach (var item in new ProbeTemperaturesUnit(units.Edition, units.Body))
                    if (SubsystemOf(item.Subsystem) is { } subsystem) Find(subsystem)?.SetProbes(item.Raw[..Math.Min(item.Raw.Length, MaxItems)], at);
            }
        }
    }

    public IEnumerable<PackReading> Read() => _packs.Where(pack => pack.HasReading).Select(pack => pack.Read());

    /// <summary>Into a snapshot, as a list of <see cref="PackReading"/> would be.</summary>
    public void Write(SnapshotWriter to)
    {
        to.Number(_packs.Count(pack => pack.HasReading));
        foreach (var pack in _packs)
            if (pack.HasReading) pack.Write(to);
    }

    public PackReading? Read(int subsystem) => Find(subsystem) is { HasReading: true } pack ? pack.Read() : null;

    private static int? SubsystemOf(Reading subsystem) => subsystem.TryGet(out var number) && number is >= 1 and <= MaxSubsystem ? (int)number : null;

    /// <summary>Cells of the whole subsystem, at least those that are here.</summary>
    private static int TotalOf(in Protocols.Gbt32960.CellVoltages item)
    {
        var last = (item.FirstCell.TryGet(out var first) ? (int)first - 1 : 0) + item.Count;
        return Math.Min(Math.Max(item.CellCount.TryGet(out var total) ? (int)total : 0, last), MaxItems);
    }

    private PackBuffer FindOrAdd(int subsystem)
    {
        if (Find(subsystem) is { } known) return known;
        var pack = new PackBuffer(subsystem);
        _packs.Add(pack);
        return pack;
    }

    private PackBuffer? Find(int subsystem)
    {
        foreach (var pack in _packs)
            if (pack.Subsystem == subsystem) return pack;
        return null;
    }
}

/// <summary>One subsystem's freshest values.</summary>
internal sealed class PackBuffer(int subsystem)
{
    private ushort[] _cells = [];
    private byte[] _probes = [];
    private int _cellCount;
    private int _probeCount;
    private DateTimeOffset? _at;
    private DateTimeOffset? _cellsAt;
    private DateTimeOffset? _probesAt;
    private Reading? _voltageV;
    private Reading? _currentA;

    public int Subsystem { get; } = subsystem;

    public bool HasReading => _at is not null;

    public static PackBuffer Restore(PackReading reading) => new(reading.Subsystem)
    {
        _cells = reading.Cells is { } cells ? [.. cells.RawMillivolts] : [],
        _cellCount = reading.Cells?.RawMillivolts.Length ?? 0,
        _cellsAt = reading.Cells?.At,
        _probes = reading.Probes is { } probes ? [.. probes.RawTemperatures] : [],
        _probeCount = reading.Probes?.RawTemperatures.Length ?? 0,
        _probesAt = reading.Probes?.At,
        _at = reading.At,
        _voltageV = Absences.ToReading(reading.VoltageV, reading.VoltageAbsent),
        _currentA = Absences.ToReading(reading.CurrentA, reading.CurrentAbsent),
    };

    public void MakeRoomForCells(int count)
    {
        if (_cells.Length < count) Array.Resize(ref _cells, count);
    }

    public void MakeRoomForProbes(int count)
    {
        if (_probes.Length < count) Array.Resize(ref _probes, count);
    }

    public void SetCells(in Protocols.Gbt32960.CellVoltages item, int total, DateTimeOffset at)
    {
        (_at, _voltageV, _currentA) = (at, item.PackVoltageV, item.CurrentA);
        // A list that is not there says nothing of the cells.
        if (item.Count == 0) return;
        if (_cellsAt != at || total > _cellCount)
        {
            var known = _cellsAt == at ? _cellCount : 0;
            _cells.AsSpan(known, total - known).Fill(Protocols.Gbt32960.CellVoltages.InvalidRaw);
            _cellCount = total;
        }

        var first = item.FirstCell.TryGet(out var number) ? (int)number - 1 : 0;
        for (var i = 0; i < item.Count && first + i < _cellCount; i++) _cells[first + i] = item.MillivoltsAt(i);
        _cellsAt = at;
    }

    public void SetProbes(ReadOnlySpan<byte> raw, DateTimeOffset at)
    {
        if (raw.IsEmpty) return;
        raw.CopyTo(_probes);
        _probeCount = raw.Length;
        (_at, _probesAt) = (at, at);
    }

    public void Write(SnapshotWriter to)
    {
        PackFormat.WriteReadingHead(
            to, Subsystem, _at!.Value, Absences.ValueOf(_voltageV), Absences.ValueOf(_currentA), Absences.ReasonOf(_voltageV), Absences.ReasonOf(_currentA));
        PackFormat.WriteCells(to, _cellsAt, _cells.AsSpan(0, _cellCount));
        PackFormat.WriteProbes(to, _probesAt, _probes.AsSpan(0, _probeCount));
    }

    public PackReading Read() => new(
        Subsystem,
        _at!.Value,
        Absences.ValueOf(_voltageV),
        Absences.ValueOf(_currentA),
        _cellsAt is { } cellsAt ? new CellVoltages(cellsAt, [.. _cells.AsSpan(0, _cellCount)]) : null,
        _probesAt is { } probesAt ? new ProbeTemperatures(probesAt, ImmutableArray.Create(_probes.AsSpan(0, _probeCount))) : null)
    {
        VoltageAbsent = Absences.ReasonOf(_voltageV),
        CurrentAbsent = Absences.ReasonOf(_currentA),
    };
}
