namespace Orleans
{
    /// <summary>The stages of a silo.</summary>
    public static class ServiceLifecycleStage
    {
        /// <summary>The grain services start.</summary>
        public const int RuntimeGrainServices = 8000;

        /// <summary>The services of the application start.</summary>
        public const int ApplicationServices = 10000;

        /// <summary>On the way down: the grains are deactivated.</summary>
        public const int GrainDeactivation = BecomeActive - 1;

        /// <summary>The silo is about to take calls.</summary>
        public const int BecomeActive = Active - 1;

        /// <summary>The silo takes calls.</summary>
        public const int Active = 20000;
    }

    /// <summary>Joins stages by functions.</summary>
    public static class LifecycleExtensions
    {
        /// <summary>Joins a stage on the way up and down.</summary>
        public static IDisposable Subscribe(this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop)
        {
            ArgumentNullException.ThrowIfNull(observable);
            ArgumentNullException.ThrowIfNull(onStart);
            return observable.Subscribe(observerName, stage, new Functions(onStart, onStop));
        }

        /// <summary>Joins a stage on the way up.</summary>
        public static IDisposable Subscribe(this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart)
            => observable.Subscribe(observerName, stage, onStart, null);

        private sealed class Functions(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
        {
            public Task OnStart(CancellationToken cancellationToken) => onStart(cancellationToken);

            public Task OnStop(CancellationToken cancellationToken) => onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
        }
    }
}

namespace Orleans.Runtime
{
    /// <summary>The lifecycle of the silo.</summary>
    public interface ISiloLifecycle : ILifecycleObservable;
}
