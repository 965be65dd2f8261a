namespace Orleans;

/// <summary>Something with a beginning and an end in numbered stages.</summary>
public interface ILifecycleObservable
{
    /// <summary>Joins a stage; disposing the result leaves it.</summary>
    /// <exception cref="InvalidOperationException">The first stage has started.</exception>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

/// <summary>Takes part in a stage.</summary>
public interface ILifecycleObserver
{
    /// <summary>Called when the stage starts; the next stage waits for it, and an exception ends the start.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Called when the stage stops, in reverse order of the stages. An exception is logged, and the stop goes on.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}

/// <summary>A component that joins a lifecycle.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Subscribes to the stages that concern the component.</summary>
    void Participate(TLifecycleObservable lifecycle);
}
