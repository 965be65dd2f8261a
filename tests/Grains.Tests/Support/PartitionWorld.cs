using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Grains.Tests.Support;

/// <summary>One partition of each kind over ports in memory, on one scheduler as the engine would have it; it can be killed and started again.</summary>
internal sealed class PartitionWorld : IPartitionAppender, IAsyncDisposable
{
    public static readonly PartitionId Vehicles = new(TwinKind.Vehicle, 0);
    public static readonly PartitionId Packs = new(TwinKind.BatteryPack, 0);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly TaskFactory _scheduler = new(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
    private readonly Dictionary<PartitionId, (PartitionProcess Process, Task Running)> _running = [];
    private CancellationTokenSource _stop = new();
    private long _intakeSequence;

    public PartitionWorld(TimeSpan? flushInterval = null, bool isCaughtUp = true)
    {
        Ports = new PartitionPorts(
            Log, this, Events, Storage, Twins, new PartitionMap(1), new PageLayout(4), new FlushPlan(TimeSpan.FromSeconds(10), Time, flushInterval), SilenceLimits.Default,
            new StreamClock(Time), Time, Intakes, new ReportCounters(), NullLoggerFactory.Instance);
        if (isCaughtUp) Ports.Flush.CaughtUp();
    }

    public SteppingClock Time { get; } = new(Frames.Noon);

    public MemoryLog Log { get; } = new();

    public MemoryEvents Events { get; } = new();

    public MemoryStorage Storage { get; } = new();

    public LocalTwins Twins { get; } = new();

    public LivingIntakes Intakes { get; } = new();

    public PartitionPorts Ports { get; }

    /// <summary>Whether appended batches are also published on the stream.</summary>
    public bool Publishes { get; set; } = true;

    public void Start()
    {
        _stop = new CancellationTokenSource();
        Start(Vehicles);
        Start(Packs);
    }

    public Task Start(PartitionId id)
    {
        var process = new PartitionProcess(id, Ports);
        var running = _scheduler.StartNew(() => process.RunAsync(_stop.Token)).Unwrap();
        _running[id] = (process, running);
        return running;
    }

    /// <summary>All are told to end; returns when they have heard it, and not when they have ended.</summary>
    public Task CancelAsync() => _stop.CancelAsync();

    /// <summary>Everything in memory is gone; what was written is there.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        foreach (var (process, running) in _running.Values)
            if (!process.HasEnded) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _running.Clear();
        Twins.Forget();
    }

    /// <summary>One batch of frames of the intake.</summary>
    public Task ReceiveAsync(params byte[][] frames)
    {
        var builder = new LogBatchBuilder();
        foreach (var frame in frames)
            builder.Add(EntryKind.Frame, Frames.VinOf(frame), Ports.Clock.Read(), Frames.Terminal, new ReadOnlySequence<byte>(frame));
        return AppendAsync(Vehicles, builder.Build("intake-1", ++_intakeSequence), CancellationToken.None);
    }

    /// <summary>Called before each append, with the partition; what it throws is an append that was refused.</summary>
    public Action<PartitionId>? BeforeAppend { get; set; }

    /// <summary>Called after each append, with the partition; what it throws is an append of unknown outcome.</summary>
    public Action<PartitionId>? AfterAppend { get; set; }

    /// <summary>What partitions append to their own logs is durable when it completes, whoever waits for it or not.</summary>
    public Task OwnGate { get; set; } = Task.CompletedTask;

    public async Task<long> AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken)
    {
        if (LogBatch.PeekWriter(batch).Writer == partition.ToString()) return await AppendOwnAsync(partition, batch).WaitAsync(cancellationToken);
        return await AppendAsync(partition, batch);
    }

    /// <summary>Appends that wait for it, or did.</summary>
    public int OwnAppends { get; private set; }

    private async Task<long> AppendOwnAsync(PartitionId partition, byte[] batch)
    {
        OwnAppends++;
        await OwnGate;
        return await AppendAsync(partition, batch);
    }

    private async Task<long> AppendAsync(PartitionId partition, byte[] batch)
    {
        BeforeAppend?.Invoke(partition);
        var sequence = Log.Append(partition, batch);
        AfterAppend?.Invoke(partition);
        if (Publishes) await OnSchedulerAsync(() => Process(partition)?.Offer(new LoggedBatch(partition, sequence, batch)));
        return sequence;
    }

    /// <summary>Pokes a partition and waits until it has done what follows from it.</summary>
    public async Task PokeThroughAsync(PartitionId partition)
    {
        // When it looks at its log for another poke, it has nothing left of the one before.
        for (var poke = 0; poke < 2; poke++)
        {
            var reads = Log.Reads.GetValueOrDefault(partition);
            await PokeAsync(partition);
            await UntilAsync(() => Log.Reads.GetValueOrDefault(partition) > reads);
        }
    }

    public Task PokeAsync(PartitionId partition) => OnSchedulerAsync(() => Process(partition)!.Poke());

    public async Task<PartitionStatus> StatusAsync(PartitionId partition)
    {
        PartitionStatus? status = null;
        await OnSchedulerAsync(() => status = Process(partition)!.Status);
        return status!;
    }

    /// <summary>Waits until both partitions have applied all of their logs, also what they send each other.</summary>
    public Task SettleAsync() => UntilAsync(() =>
        _running.All(entry => entry.Value.Process.Status is { Ready: true } status && status.AppliedSequence == Log.LastSequence(entry.Key)
            && entry.Value.Process.WrittenThrough == status.AppliedSequence));

    /// <summary>Lets a partition write its pages and its checkpoint, which is then at a sequence.</summary>
    public async Task FlushAsync(PartitionId partition, long sequence)
    {
        Time.Advance(FlushPlan.Longest);
        await PokeAsync(partition);
        await UntilAsync(() => Process(partition)!.Status.CheckpointSequence == sequence);
    }

    /// <summary>Makes a partition write a page, which is not written until what is returned is set.</summary>
    public async Task<TaskCompletionSource> HoldWriteAsync(PartitionId partition)
    {
        var (begun, gate) = (false, new TaskCompletionSource());
        Storage.WriteGate = gate.Task;
        Storage.WriteFault = _ =>
        {
            begun = true;
            return null;
        };
        Time.Advance(FlushPlan.Longest);
        await PokeAsync(partition);
        await UntilAsync(() => begun);
        return gate;
    }

    public async Task<T> ReadAsync<T>(PartitionId partition, string id) where T : TwinSnapshot => (T)(await Process(partition)!.ReadAsync(id))!;

    /// <summary>Gives everything that can go on now the turns that it needs; for what must not happen.</summary>
    public async Task TurnsAsync()
    {
        for (var turn = 0; turn < 200; turn++) await Task.Run(() => OnSchedulerAsync(() => { }));
    }

    /// <summary>Runs the scheduler until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var held = false;
        while (!held)
        {
            patience.Token.ThrowIfCancellationRequested();
            await OnSchedulerAsync(() => held = holds());
        }
    }

    public PartitionProcess? Process(PartitionId id) => _running.TryGetValue(id, out var entry) ? entry.Process : null;

    public Task OnSchedulerAsync(Action action) => _scheduler.StartNew(action);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }
}
