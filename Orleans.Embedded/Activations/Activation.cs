using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>
/// One activation of a grain: its mailbox, its scheduler and its state, in one small object, because a host holds very many of them.
/// All fields are guarded by a lock on the object itself, which is held for a few instructions only and never while grain code runs.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    private readonly GrainClass _class;
    private readonly IdSpan _key;
    private object? _instance;
    private ActivationExtras? _extras;

    public Activation(GrainClass grainClass, IdSpan key)
    {
        _class = grainClass;
        _key = key;
        _lastUsedMs = grainClass.Silo.Clock.NowMs;
        grainClass.Silo.Instruments.Created.Add(1);
    }

    public GrainClass Class => _class;

    public Silo Silo => _class.Silo;

    public GrainId GrainId => new(_class.GrainType, _key);

    public object? GrainInstance => _instance;

    public IServiceProvider ActivationServices => (Extras.Scope ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public Task Deactivated
    {
        get
        {
            lock (this)
                return _state == ActivationState.Invalid ? Task.CompletedTask : (Extras.Deactivated ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private ActivationExtras Extras
    {
        get
        {
            lock (this)
                return _extras ??= new();
        }
    }

    public object? GetTarget() => _instance;

    /// <summary>The observers that the grain has set on its streams.</summary>
    public StreamObservers StreamObservers => Extras.StreamObservers ??= [];

    /// <summary>Adds the reading of a state to what happens before the grain is activated.</summary>
    public void AddStateRead(Func<Task> read) => (Extras.StateReads ??= []).Add(read);

    public void AddTimer(IDisposable timer)
    {
        lock (this)
            (Extras.Timers ??= []).Add(timer);
    }

    public void RemoveTimer(IDisposable timer)
    {
        lock (this)
            _extras?.Timers?.Remove(timer);
    }

    public override string ToString() => $"[Activation: {GrainId} #GrainType={_class.Type} State={_state}]";
}
