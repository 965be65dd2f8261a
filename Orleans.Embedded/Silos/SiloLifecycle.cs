namespace Orleans
{
    /// <summary>The stages of a silo.</summary>
    public static class ServiceLifecycleStage
    {
        /// <summary>The first stage.</summary>
        public const int First = int.MinValue;

        /// <summary>The runtime is made ready.</summary>
        public const int RuntimeInitialize = 2000;

        /// <summary>The services of the runtime start.</summary>
        public const int RuntimeServices = 4000;

        /// <summary>The storages of the runtime start.</summary>
        public const int RuntimeStorageServices = 6000;

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

        /// <summary>The last stage.</summary>
        public const int Last = int.MaxValue;
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
    public interface ISiloLifecycle : ILifecycleObservable
    {
        /// <summary>The highest stage that has started.</summary>
        int HighestCompletedStage { get; }

        /// <summary>The lowest stage that has stopped.</summary>
        int LowestStoppedStage { get; }
    }

    /// <summary>Work to do when the silo starts.</summary>
    public interface IStartupTask
    {
        /// <summary>Does the work; an exception ends the start.</summary>
        Task Execute(CancellationToken cancellationToken);
    }
}
