using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A grain timer: waits on the host's clock, then sends its tick to the grain's mailbox; the next wait starts when the tick has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private const long LongestMs = 0xfffffffe;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _timer;
    private readonly Tick _tick;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        foreach (var milliseconds in (ReadOnlySpan<long>)[(long)options.DueTime.TotalMilliseconds, (long)options.Period.TotalMilliseconds])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, LongestMs, nameof(options));
        }

        _activation = activation;
        _callback = callback;
        _options = options;
        _tick = new(this);
        _timer = Timers.Create(activation.Silo.Time, static timer => ((GrainTimer)timer!).Fire(), this);
    }

    /// <summary>Lets the timer run. Apart from the constructor, so that the timer is whole when it first ticks.</summary>
    public void Start()
    {
        _activation.AddTimer(this);
        _timer.Change(_options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
        _activation.RemoveTimer(this);
    }

    // The one tick is free again: the timer runs only between two ticks.
    private void Fire() => _activation.Receive(_tick);

    private void OnTicked(Exception? error)
    {
        if (_disposed.IsCancellationRequested)
            return;
        if (error is not null)
            _activation.Silo.LogTimerFailed(error, _activation);
        _timer.Change(_options.Period, Timeout.InfiniteTimeSpan);
    }

    private sealed class Tick : LocalRequest
    {
        private readonly GrainTimer _timer;

        public Tick(GrainTimer timer)
        {
            _timer = timer;
            Options = timer._options.Interleave ? InvokeMethodOptions.OneWay | InvokeMethodOptions.AlwaysInterleave : InvokeMethodOptions.OneWay;
        }

        internal override bool KeepsAlive => _timer._options.KeepAlive;

        protected override Task RunAsync()
            => _timer._disposed.IsCancellationRequested ? Task.CompletedTask : _timer._callback(_timer._disposed.Token);

        protected override void OnEnded(Exception? error) => _timer.OnTicked(error);
    }
}
