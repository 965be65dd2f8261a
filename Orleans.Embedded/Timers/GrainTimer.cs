using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A grain timer: waits on the host's clock, then sends its tick to the grain's mailbox; the next wait starts when the tick has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private const long LongestMs = 0xfffffffe;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private readonly Tick _tick;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _changed;
    private bool _firing;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, options.Period);
        _activation = activation;
        _callback = callback;
        _dueTime = options.DueTime;
        _period = options.Period;
        _tick = new(this, options);
        _timer = Timers.Create(activation.Silo.Time, static timer => ((GrainTimer)timer!).Fire(), this);
    }

    /// <summary>Lets the timer run. Apart from the constructor, so that the timer is whole when it first ticks.</summary>
    public void Start()
    {
        _activation.AddTimer(this);
        _timer.Change(_dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (!_firing)
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
        _activation.RemoveTimer(this);
    }

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        foreach (var milliseconds in (ReadOnlySpan<long>)[(long)dueTime.TotalMilliseconds, (long)period.TotalMilliseconds])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, nameof(dueTime));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, LongestMs, nameof(dueTime));
        }
    }

    private void Fire()
    {
        _firing = true;
        _activation.Receive(_tick);
    }

    private void OnTicked(Exception? error)
    {
        _firing = false;
        if (_disposed.IsCancellationRequested)
            return;
        if (error is not null)
            _activation.Silo.LogTimerFailed(error, _activation);
        _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
    }

    private sealed class Tick : LocalRequest
    {
        private readonly GrainTimer _timer;
        private readonly bool _keepAlive;

        public Tick(GrainTimer timer, GrainTimerCreationOptions options)
        {
            _timer = timer;
            _keepAlive = options.KeepAlive;
            Options = options.Interleave ? InvokeMethodOptions.OneWay | InvokeMethodOptions.AlwaysInterleave : InvokeMethodOptions.OneWay;
        }

        internal override bool KeepsAlive => _keepAlive;

        protected override Task RunAsync()
        {
            _timer._changed = false;
            return _timer._disposed.IsCancellationRequested ? Task.CompletedTask : _timer._callback(_timer._disposed.Token);
        }

        protected override void OnEnded(Exception? error) => _timer.OnTicked(error);
    }
}
