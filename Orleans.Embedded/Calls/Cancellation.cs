namespace Orleans.Runtime;

/// <summary>
/// Ties the token of a caller to a request under way. The caller is released at once; the callee's own token is cancelled in one of its
/// turns. The lock makes sure that a request that was recycled meanwhile is not touched.
/// </summary>
internal sealed class Cancellation
{
    private readonly Lock _lock = new();
    private readonly CancellationToken _token;
    private readonly Silo _silo;
    private CancellationTokenRegistration _registration;
    private RequestBase? _request;
    private bool _requested;

    private Cancellation(RequestBase request, CancellationToken token)
    {
        _request = request;
        _silo = request.Reference!.Shared.Silo;
        _token = token;
    }

    public static void Tie(RequestBase request, CancellationToken token)
    {
        var cancellation = new Cancellation(request, token);
        request.Cancellation = cancellation;
        if (token.CanBeCanceled)
            cancellation._registration = token.UnsafeRegister(static state => ((Cancellation)state!).OnCanceled(), cancellation);
    }

    /// <summary>Called when the request has ended.</summary>
    public void Untie()
    {
        lock (_lock)
            _request = null;
        Unregister();
    }

    /// <summary>Called when nobody waits any more: a request that gets no answer would stay tied to its token for ever.</summary>
    public void Unregister() => _registration.Unregister();

    /// <summary>Called when the callee is about to start: a cancellation that came before it found nothing to cancel.</summary>
    public void OnStarting()
    {
        if (_requested)
            CancelCallee();
    }

    /// <summary>Cancels the callee's token, in a turn of the callee; a request that has not started never will.</summary>
    public void SignalCallee()
    {
        RequestBase? unstarted = null;
        Activation? target;
        lock (_lock)
        {
            _requested = true;
            target = _request?.Target;
            if (target is not null && target.TakeWaiting(_request!))
                (unstarted, target) = (_request, null);
        }

        if (unstarted is not null)
            unstarted.Fail(new OperationCanceledException(_token));
        else if (target is not null)
            target.Queue(static state => ((Cancellation)state!).CancelCallee(), this);
        else
            _silo.Turns.Queue(static cancellation => cancellation.CancelCallee(), this);
    }

    private void OnCanceled()
    {
        ICaller? caller;
        lock (_lock)
        {
            caller = _request?.TakeCaller();
        }

        SignalCallee();
        if (caller is null)
            return;
        _silo.Instruments.Canceled.Add(1);
        _silo.Release(caller, new OperationCanceledException(_token));
    }

    private void CancelCallee()
    {
        lock (_lock)
            _request?.TryCancel();
    }
}
