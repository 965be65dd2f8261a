using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// A state and its storage. Operations run one after the other, in the order they were asked for; a write or clear that waits also
/// answers for those asked for after it.
/// </summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>
{
    private readonly string _name;
    private readonly Activation _activation;
    private readonly IGrainStorage _storage;
    private readonly GrainState<TState> _state = new(NewState.Create<TState>());
    private Task _last = Task.CompletedTask;
    private Waiting? _waiting;
    private bool _read;

    public PersistentState(string name, Activation activation, IGrainStorage storage)
    {
        _name = name;
        _activation = activation;
        _storage = storage;
        activation.AddStateRead(ReadStateAsync);
    }

    private enum Operation
    {
        Write,
        Clear,
    }

    public TState State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _read ? _state.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task ReadStateAsync()
    {
        _waiting = null;
        return _last = Run(_last);

        async Task Run(Task previous)
        {
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await CallAsync(_storage.ReadStateAsync);
            _read = true;
        }
    }

    public Task WriteStateAsync() => Enqueue(Operation.Write, _storage.WriteStateAsync);

    public Task ClearStateAsync() => Enqueue(Operation.Clear, _storage.ClearStateAsync);

    private Task Enqueue(Operation operation, Func<string, GrainId, IGrainState<TState>, Task> run)
    {
        if (_waiting is { } waiting && waiting.Operation == operation)
            return waiting.Task;
        var entry = new Waiting(operation);
        entry.Task = _last = Run(_last, entry);
        _waiting = entry.Started ? null : entry;
        return _last;

        async Task Run(Task previous, Waiting self)
        {
            // Yields even without a predecessor, so that several changes of one turn are one write.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            self.Started = true;
            if (ReferenceEquals(_waiting, self))
                _waiting = null;
            await CallAsync(run);
        }
    }

    /// <summary>What is no exception of Orleans becomes one that names storage, state and grain.</summary>
    private async Task CallAsync(Func<string, GrainId, IGrainState<TState>, Task> operation)
    {
        try
        {
            await operation(_name, _activation.GrainId, _state);
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            throw new OrleansException($"Error from storage provider {_storage.GetType().Name}.{_name} during {operation.Method.Name.Split('.')[^1]} for grain {_activation.GrainId}: {exception.Message}", exception);
        }
    }

    private sealed class Waiting(Operation operation)
    {
        public Operation Operation => operation;

        public bool Started { get; set; }

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
