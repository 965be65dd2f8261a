namespace Orleans.Runtime;

/// <summary>The lifecycle of the silo, with how far it has come.</summary>
internal sealed class SiloLifecycleSubject : ISiloLifecycle
{
    private readonly LifecycleSubject _stages;

    public SiloLifecycleSubject() => _stages = new(stage => HighestCompletedStage = stage, stage => LowestStoppedStage = stage);

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer) => _stages.Subscribe(observerName, stage, observer);

    public Task OnStart(CancellationToken cancellationToken) => _stages.OnStart(cancellationToken);

    public Task OnStop(CancellationToken cancellationToken) => _stages.OnStop(cancellationToken);
}
