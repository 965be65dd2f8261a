using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Twins.Grains.Partitions;

/// <summary>
/// The life of a partition activation: load, then batch after batch for ever. Runs on the grain's scheduler: one thing at a time, changes only
/// between awaits, so that reads may come in between.
/// </summary>
internal sealed partial class PartitionProcess
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(5);
    private readonly PartitionPorts _ports;
    private readonly PartitionState _state;
    private readonly TwinTable _table;
    private readonly BatchQueue _queue;
    private readonly OutputWriter _writer;
    private readonly TwinRestorer _restorer;
    private readonly TwinCaller _caller;
    private readonly BatchApplier _applier;
    private readonly PageFlusher _flusher;
    private readonly PartitionLoader _loader;
    private readonly Queue<(TwinSlot Slot, TaskCompletionSource Done)> _restores = new();
    private readonly ILogger _logger;
    private bool _loaded;
    private bool _caughtUpOnce;
    private bool _poked;
    private bool _saidStopped;
    private TaskCompletionSource? _drained;
    private string? _fault;

    public PartitionProcess(PartitionId id, PartitionPorts ports)
    {
        _ports = ports;
        _logger = ports.LoggerFactory.CreateLogger<PartitionProcess>();
        _state = new PartitionState(id);
        _table = new TwinTable(id, ports.Twins, ports.Map, ports.Layout.PagesPerPartition);
        _queue = new BatchQueue(_state, ports.Log);
        _writer = new OutputWriter(id, ports.Events, ports.Appender);
        var store = new PartitionStore(ports.Pages, id);
        _restorer = new TwinRestorer(_state, ports, store);
        _caller = new TwinCaller(_state, ports, _restorer, _logger);
        _applier = new BatchApplier(_state, _table, _caller, ports);
        _flusher = new PageFlusher(_state, _table, ports, store, _writer, _caller, _logger);
        _loader = new PartitionLoader(_state, _table, ports, store, _restorer, _logger);
    }

    public PartitionStatus Status => new(
        _state.Id, _loaded && _caughtUpOnce && Fault is null, _state.AppliedSequence, _state.CheckpointSequence, _queue.Lag, _table.Count, Fault, _state.Missing);

    /// <summary>The outputs of every batch through this sequence are durable.</summary>
    public long WrittenThrough => _writer.WrittenThrough;

    /// <summary>This activation has given way or was stopped.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The moment that the rows describe: now, while nothing is known to wait.</summary>
    private DateTimeOffset? AsOf => _caughtUpOnce && _queue.Lag == 0 && Fault is null ? _ports.Clock.Now : _state.AppliedAt;

    private string? Fault => _fault ?? _caller.Fault ?? _flusher.Fault;

    private string WhyStopped => Fault ?? $"{_state.Name} has ended.";

    /// <summary>Runs until cancelled; ends with an exception when this activation must give way or cannot go on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _loader.LoadAsync(cancellationToken);
            _writer.StartAt(_state.AppliedSequence);
            _loaded = true;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var writing = _writer.RunAsync(stop.Token);
            var applying = ApplyAllAsync(stop.Token);
            await Task.WhenAny(writing, applying);
            if (applying.Exception?.InnerException is LogDamagedException damaged)
            {
                // What is before it is applied, and is told too: an alarm does not wait for whoever mends the log.
                _fault = damaged.Message;
                await Task.WhenAny(writing, _writer.WhenWrittenAsync(_state.AppliedSequence, cancellationToken));
            }

            await stop.CancelAsync();
            await Task.WhenAll(writing, applying);
        }
        catch (LogDamagedException e)
        {
            _fault = e.Message;
            LogStopped(e, _state.Name);
            Refuse();
            await Task.Delay(Timeout.InfiniteTimeSpan, _ports.Time, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or FencedException or Orleans.Storage.InconsistentStateException))
        {
            // A page or checkpoint that cannot be used, or a failure outside all rules: said for as long as it lasts, and tried again by the next activation.
            _fault = _loaded ? $"{_state.Name} has failed, and begins again: {e.Message}" : $"{_state.Name} cannot be read: {e.Message}";
            LogStopped(e, _state.Name);
            Refuse();
            await Task.Delay(s_retryDelay, _ports.Time, cancellationToken);
            throw;
        }
        finally
        {
            // The next activation must not find a page that this one is still writing.
            await _flusher.Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            HasEnded = true;
            Refuse();
        }
    }

    public void Offer(LoggedBatch batch) => _queue.Offer(batch);

    /// <summary>Looks at the log, at the clock and at the flush.</summary>
    public void Poke()
    {
        _poked = true;
        // One that has not caught up says nothing: the activation before it may have failed, and this one may be on its way to the same place.
        if (Fault is not null || _saidStopped || _caughtUpOnce) _ports.Counters.Stopped(_state.Id, Fault is not null);
        _saidStopped = Fault is not null;
        if (_saidStopped) RefuseDrain();
        _queue.Poke();
    }

    /// <summary>Completes when all that is in the log is applied, and pages and checkpoint are written.</summary>
    public Task DrainAsync()
    {
        ThrowIfNotLoaded();
        ThrowIfStopped();
        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Poke();
        return _drained.Task;
    }

    public async Task<TwinSnapshot?> ReadAsync(string id)
    {
        ThrowIfNotLoaded();
        if (!_table.TryGet(id, out var slot)) return null;
        if (await slot.Grain.ReadAsync() is { } snapshot) return snapshot;
        ThrowIfStopped();
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _restores.Enqueue((slot, restored));
        _queue.Wake();
        await restored.Task;
        return await slot.Grain.ReadAsync() ?? throw new PartitionUnavailableException($"Twin {id} is being restored; ask again in a second.");
    }

    public RowPage List(string? after, int limit)
    {
        ThrowIfNotLoaded();
        var rows = _table.Above(after).Take(limit + 1).Select(slot => slot.Row).ToImmutableArray();
        return new RowPage(rows.Length > limit ? rows[..limit] : rows, rows.Length > limit, _state.AppliedSequence, AsOf);
    }

    private async Task ApplyAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_flusher.Fault is not null)
            {
                RefuseRestores();
                await _flusher.Writing.WaitAsync(cancellationToken);
            }

            await RestoreRequestedAsync(cancellationToken);
            _flusher.StartIfDue(now: _drained is not null);
            await _flusher.StepAsync(cancellationToken);
            if (await _queue.NextAsync(cancellationToken) is { } batch)
            {
                // A hole (R5): the log lost what was in it, or goes on above a tail that it lost. Nothing brings it back, and a partition that stopped here would
                // lose what comes as well; so it is said, counted, and passed over.
                if (batch.Sequence > _state.AppliedSequence + 1) LogHole(_state.Name, _state.AppliedSequence + 1, batch.Sequence - 1);
                if (await _applier.ApplyAsync(batch, cancellationToken) is { } outputs) await _writer.EnqueueAsync(outputs, cancellationToken);
                else await _writer.EnqueueAsync(new PartitionOutputs(batch.Sequence, [], []), cancellationToken);
                continue;
            }

            _caughtUpOnce = true;
            await AppendOwnAsync();
            if (_flusher.IsActive || !_flusher.Writing.IsCompleted) await Task.WhenAny(_queue.Signal, _flusher.Writing).WaitAsync(cancellationToken);
            else if (_drained is null || IsDrained(_drained)) await _queue.Signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells who waits for it once nothing is left to apply or to write.</summary>
    private bool IsDrained(TaskCompletionSource drained)
    {
        if (_state.AppliedSequence != _state.CheckpointSequence) return false;
        _drained = null;
        drained.SetResult();
        return true;
    }

    private async Task RestoreRequestedAsync(CancellationToken cancellationToken)
    {
        while (_restores.TryPeek(out var request))
        {
            await _restorer.RestoreAsync(request.Slot, request.Slot.LastSequence, cancellationToken);
            _restores.Dequeue();
            request.Done.SetResult();
        }
    }

    /// <summary>Whoever waits for this activation is told that it does nothing more.</summary>
    private void Refuse()
    {
        RefuseRestores();
        RefuseDrain();
    }

    /// <summary>A silo that stops drains the others meanwhile.</summary>
    private void RefuseDrain()
    {
        _drained?.SetException(new PartitionUnavailableException(WhyStopped));
        _drained = null;
    }

    /// <summary>Nobody will restore a twin now: who reads it is told, and may ask again.</summary>
    private void RefuseRestores()
    {
        while (_restores.TryDequeue(out var request)) request.Done.SetException(new PartitionUnavailableException(WhyStopped));
    }

    /// <summary>
    /// R9: a caught-up partition appends a tick, at most one a poke, and none that concerns no twin; none either while the wall clock is not settled.
    /// Partition 0 of the vehicles says in its log when the wall clock has stepped.
    /// </summary>
    private async Task AppendOwnAsync()
    {
        if (!_poked) return;
        _poked = false;
        var builder = new LogBatchBuilder();
        var step = _state.Id == PartitionId.OfSystem ? _ports.Clock.Untold : null;
        if (step is not null) builder.Add(EntryKind.ClockStep, "", step.Time, null, step.ToPayload());
        if (TickNow() is { } tick && _table.All.Any(slot => TickRule.Concerns(slot.Wait, slot.Incarnation, tick)))
            builder.Add(EntryKind.Tick, "", tick.Time, null, tick.ToPayload());
        if (builder.Count == 0) return;
        await _applier.AppendOwnAsync(builder);
        if (step is not null) _ports.Clock.Told(step);
    }

    /// <summary>Null while silence cannot be told: frames are not accepted, or the wall clock is not to be trusted.</summary>
    private Tick? TickNow()
    {
        var (now, isSettled) = _ports.Clock.Read();
        if (!isSettled || _ports.Intakes.AcceptingSince is not { } since) return null;
        if (_ports.Clock.RebasedAt is { } rebased && rebased > since) since = rebased;
        return new Tick(now, since, _ports.Intakes.Incarnations, _ports.Silence.SilentAfter, _ports.Silence.OfflineAfter);
    }

    private void ThrowIfStopped()
    {
        if (HasEnded || Fault is not null) throw new PartitionUnavailableException(WhyStopped);
    }

    private void ThrowIfNotLoaded()
    {
        if (!_loaded) throw new PartitionUnavailableException($"{_state.Name} is reading its pages; ask again in a second.");
    }

    [LoggerMessage(LogLevel.Error, "The log of {Partition} has no sequences {First} to {Last}: what they held is lost, and the next is applied.")]
    private partial void LogHole(string partition, long first, long last);

    [LoggerMessage(LogLevel.Critical, "{Partition} has stopped; reads go on, nothing is applied.")]
    private partial void LogStopped(Exception exception, string partition);
}
