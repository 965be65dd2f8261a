namespace Orleans.Runtime;

internal partial class Activation
{
    private ActivationState _state;

    /// <summary>Whether nothing was asked of the activation since <paramref name="sinceMs"/> and nothing runs.</summary>
    public bool IsIdleSince(long sinceMs)
    {
        lock (this)
            return _state == ActivationState.Valid && _running == 0 && _waiting == 0 && _lastUsedMs <= sinceMs;
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_state > ActivationState.Valid)
                return;
            Extras.Reason = deactivationReason;
            Extras.Deactivating = cancellationToken;
            Extras.WasValid = _state == ActivationState.Valid;
            if (_state == ActivationState.Activating)
                Queue(static activation => ((Activation)activation!).CancelActivating(), this);
            _state = ActivationState.Deactivating;
            Schedule();
        }
    }

    /// <summary>The change of state that is due, as the turn that makes it; null when none is. Called under the lock.</summary>
    private Action<object?>? TakeTransition()
    {
        if (_state == ActivationState.Creating)
        {
            _state = ActivationState.Activating;
            _running++;
            return s_activate;
        }

        if (_state == ActivationState.Deactivating && _running == 0)
        {
            _state = ActivationState.Ending;
            return s_deactivate;
        }

        return null;
    }

    private async Task ActivateAsync()
    {
        try
        {
            RequestContext.Values = _firstWaiting?.Context;
            _instance = _class.CreateInstance(this);
            if (_class.HasOnActivate || _extras?.StateReads is not null)
            {
                using var timeout = new CancellationTokenSource(Silo.CollectionOptions.ActivationTimeout, Silo.Time);
                Extras.Activating = timeout;
                if (_extras!.StateReads is { } reads)
                    await Task.WhenAll(reads.Select(read => read())).WaitAsync(timeout.Token);
                if (_class.HasOnActivate)
                    await ((IGrainBase)_instance).OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
            }
        }
        catch (Exception exception)
        {
            Silo.Instruments.FailedToActivate.Add(1);
            Silo.LogActivationFailed(exception, this);
            Deactivate(new(DeactivationReasonCode.ActivationFailed, exception, "Failed to activate grain."));
        }

        if (_extras is not null)
            (_extras.Activating, _extras.StateReads) = (null, null);
        lock (this)
        {
            _running--;
            if (_state == ActivationState.Activating)
                _state = ActivationState.Valid;
            Schedule();
        }
    }

    /// <summary>Runs in a turn, as all that sets or disposes the source does, so that it neither finds it disposed nor calls the grain's code under the lock.</summary>
    private void CancelActivating()
    {
        try
        {
            _extras!.Activating?.Cancel();
        }
        catch (Exception exception)
        {
            Silo.LogDeactivationFailed(exception, this);
        }
    }

    private async Task EndAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_extras!.Deactivating);
        using var timer = Silo.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), timeout, Silo.CollectionOptions.DeactivationTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            DisposeTimers();
            if (_extras.WasValid && _class.HasOnDeactivate)
                await ((IGrainBase)_instance!).OnDeactivateAsync(_extras.Reason, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            Silo.LogDeactivationFailed(exception, this);
        }

        await DisposeInstanceAsync();
        _class.Remove(this);
        Silo.Instruments.Destroyed.Add(1);
        RequestBase? left;
        lock (this)
        {
            _state = ActivationState.Invalid;
            left = TakeAllWaiting();
        }

        Silo.Redirect(left, _extras.Reason.Exception);
        lock (this)
            _extras.Deactivated?.TrySetResult();
    }

    private void DisposeTimers()
    {
        IDisposable[] timers;
        lock (this)
            timers = _extras?.Timers?.ToArray() ?? [];
        foreach (var timer in timers)
            timer.Dispose();
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (_instance is IDisposable disposable)
                disposable.Dispose();
            if (_extras?.Scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Silo.LogDeactivationFailed(exception, this);
        }
    }
}
