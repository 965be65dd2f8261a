using System.Text.Json;
using Orleans.Storage;
using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;
using Twins.RoundTrip;

namespace Twins.Grains.Tests.Support;

/// <summary>Logs in memory, with faults to order.</summary>
internal sealed class MemoryLog : IPartitionLog
{
    private readonly Dictionary<PartitionId, SortedDictionary<long, byte[]>> _logs = [];
    private readonly Dictionary<PartitionId, long> _floors = [];

    public Dictionary<PartitionId, long> Truncated { get; } = [];

    /// <summary>How often a partition has looked at its log; it does after each poke.</summary>
    public Dictionary<PartitionId, int> Reads { get; } = [];

    public IReadOnlyDictionary<PartitionId, long> Floors => _floors;

    public SortedDictionary<long, byte[]> Of(PartitionId partition)
    {
        lock (_logs) return _logs.TryGetValue(partition, out var log) ? log : _logs[partition] = [];
    }

    public long Append(PartitionId partition, byte[] batch)
    {
        lock (_logs)
        {
            var log = Of(partition);
            var sequence = Math.Max(log.Keys.LastOrDefault(), _floors.GetValueOrDefault(partition)) + 1;
            log.Add(sequence, batch);
            return sequence;
        }
    }

    public Task<long> AppendAsync(PartitionId partition, ReadOnlyMemory<byte> batch, CancellationToken cancellationToken) =>
        Task.FromResult(Append(partition, batch.ToArray()));

    public Task<IReadOnlyList<LoggedBatch>> ReadAsync(PartitionId partition, long after, int maxBytes, CancellationToken cancellationToken)
    {
        lock (_logs)
        {
            Reads[partition] = Reads.GetValueOrDefault(partition) + 1;
            return Task.FromResult<IReadOnlyList<LoggedBatch>>(
                [.. Of(partition).Where(batch => batch.Key > after).Take(3).Select(batch => new LoggedBatch(partition, batch.Key, batch.Value))]);
        }
    }

    public Task TruncateAsync(PartitionId partition, long through, CancellationToken cancellationToken)
    {
        Truncated[partition] = through;
        return Task.CompletedTask;
    }

    public Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) => Task.FromResult(LastSequence(partition));

    public long LastSequence(PartitionId partition)
    {
        lock (_logs) return Of(partition).Keys.LastOrDefault();
    }

    public Task ContinueAboveAsync(PartitionId partition, long floor, CancellationToken cancellationToken)
    {
        lock (_logs) _floors[partition] = floor;
        return Task.CompletedTask;
    }
}

/// <summary>The event log in memory.</summary>
internal sealed class MemoryEvents : IEventLog
{
    private readonly HashSet<(PartitionId, long)> _pages = [];

    private readonly List<EventRecord> _all = [];

    /// <summary>A copy, because the partitions go on while a test looks.</summary>
    public List<EventRecord> All
    {
        get
        {
            lock (_all) return [.. _all];
        }
    }

    /// <summary>Holds every append back until it completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<bool> AppendAsync(PartitionId partition, long sequence, IReadOnlyList<EventRecord> events, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        if (!_pages.Add((partition, sequence))) return false;
        lock (_all) _all.AddRange(events);
        return true;
    }

    public Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) =>
        Task.FromResult(_pages.Where(page => page.Item1 == partition).Select(page => page.Item2).DefaultIfEmpty().Max());

    public Task<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new EventPage([.. All], false, null));

    public Task<string?> TailAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}

/// <summary>Grain storage in memory: JSON, entity tags, faults to order.</summary>
internal sealed class MemoryStorage : IGrainStorage
{
    private readonly Dictionary<(string, GrainId), (string Json, long Tag)> _records = [];

    /// <summary>What a write of a state is to throw; null for nothing.</summary>
    public Func<object?, Exception?>? WriteFault { get; set; }

    /// <summary>What a read of a state is to throw, by its name and its grain's key; null for nothing.</summary>
    public Func<string, string, Exception?>? ReadFault { get; set; }

    /// <summary>Holds every write back until it completes.</summary>
    public Task WriteGate { get; set; } = Task.CompletedTask;

    public int Writes { get; private set; }

    public T? Find<T>(string stateName, string key) where T : class =>
        _records.TryGetValue((stateName, GrainId.Create(stateName, key)), out var record) ? JsonSerializer.Deserialize<T>(record.Json) : null;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (ReadFault?.Invoke(stateName, $"{grainId.Key}") is { } fault) throw fault;
        grainState.RecordExists = _records.TryGetValue((stateName, grainId), out var record);
        if (!grainState.RecordExists) return Task.CompletedTask;
        grainState.State = JsonSerializer.Deserialize<T>(record.Json)!;
        grainState.ETag = $"{record.Tag}";
        return Task.CompletedTask;
    }

    /// <summary>Another process writes a record.</summary>
    public Task ReplaceAsync<T>(string stateName, string key, T state)
    {
        _records.Remove((stateName, GrainId.Create(stateName, key)));
        return PutAsync(stateName, key, state);
    }

    /// <summary>Puts a record there as an earlier process left it.</summary>
    public Task PutAsync<T>(string stateName, string key, T state) => WriteStateAsync(stateName, GrainId.Create(stateName, key), new GrainState<T> { State = state });

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (WriteFault?.Invoke(grainState.State) is { } fault) throw fault;
        await WriteGate;
        var known = _records.TryGetValue((stateName, grainId), out var record) ? $"{record.Tag}" : null;
        if (known != grainState.ETag) throw new InconsistentStateException("The record was changed by another.", known, grainState.ETag);
        _records[(stateName, grainId)] = (JsonSerializer.Serialize(grainState.State), record.Tag + 1);
        grainState.ETag = $"{record.Tag + 1}";
        grainState.RecordExists = true;
        Writes++;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.Remove((stateName, grainId));
        return Task.CompletedTask;
    }
}

/// <summary>Twins without an engine, with faults to order.</summary>
internal sealed class LocalTwins : ITwinDirectory
{
    private readonly Dictionary<(TwinKind, string), ITwinGrain> _twins = [];

    /// <summary>Called before each apply; what it throws is the twin's failure.</summary>
    public Action<string, TwinBatch>? BeforeApply { get; set; }

    /// <summary>Called after each apply; what it throws is a lost answer.</summary>
    public Action<string, TwinBatch>? AfterApply { get; set; }

    /// <summary>Holds every apply back until it completes.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>Called before each capture; what it throws is the twin's failure.</summary>
    public Action<string>? BeforeCapture { get; set; }

    public int Count => _twins.Count;

    public async Task<SortedDictionary<string, TwinSnapshot>> SnapshotsAsync()
    {
        var snapshots = new SortedDictionary<string, TwinSnapshot>(StringComparer.Ordinal);
        foreach (var (key, twin) in _twins) snapshots.Add($"{key}", (await twin.ReadAsync())!);
        return snapshots;
    }

    /// <summary>All activations are gone, as after a crash.</summary>
    public void Forget() => _twins.Clear();

    public ITwinGrain Get(TwinKind kind, string id)
    {
        if (_twins.TryGetValue((kind, id), out var twin)) return twin;
        return _twins[(kind, id)] = kind == TwinKind.Vehicle
            ? new LocalTwin(this, id, () => Holder.Of(new TwinHolder<VehicleTwin>(() => new VehicleTwin(id), bytes => VehicleRecord.Read(id, bytes))))
            : new LocalTwin(this, id, () => Holder.Of(new TwinHolder<BatteryPackTwin>(() => new BatteryPackTwin(id), bytes => BatteryPackTwin.Restore(id, bytes))));
    }

    /// <summary>One activation is gone with its host; the next call makes another, which knows nothing.</summary>
    public void Lose(TwinKind kind, string id) => ((LocalTwin)_twins[(kind, id)]).Lose();
}

/// <summary>What a twin of any kind is asked.</summary>
internal sealed record Holder(
    Func<TwinBatch, TwinReply> Apply, Func<TwinRestore, TwinReply> Restore, Func<long, long, TwinCapture> Capture, Func<TwinSnapshot?> Read)
{
    public static Holder Of<TTwin>(TwinHolder<TTwin> holder)
        where TTwin : class, ITwin => new(holder.Apply, holder.Restore, holder.Capture, holder.Read);
}

/// <summary>One twin without an engine.</summary>
internal sealed class LocalTwin(LocalTwins owner, string id, Func<Holder> activate) : ITwinGrain
{
    private Holder _holder = activate();

    public async ValueTask<TwinReply> ApplyAsync(TwinBatch batch)
    {
        await Task.Yield();
        await owner.Held;
        owner.BeforeApply?.Invoke(id, batch);
        var reply = JsonCopy.IfEnabled(_holder.Apply(JsonCopy.IfEnabled(batch)));
        if (reply.Status == TwinStatus.Ok) owner.AfterApply?.Invoke(id, batch);
        return reply;
    }

    public ValueTask<TwinReply> RestoreAsync(TwinRestore restore) => ValueTask.FromResult(JsonCopy.IfEnabled(_holder.Restore(JsonCopy.IfEnabled(restore))));

    public async ValueTask<TwinCapture> CaptureAsync(long epoch, long expectedPosition)
    {
        await Task.Yield();
        owner.BeforeCapture?.Invoke(id);
        return JsonCopy.IfEnabled(_holder.Capture(epoch, expectedPosition));
    }

    public ValueTask<TwinSnapshot?> ReadAsync() => ValueTask.FromResult(JsonCopy.IfEnabled(_holder.Read()));

    public void Lose() => _holder = activate();
}
