namespace Orleans.Runtime;

internal partial class Activation
{
    private RequestBase? _firstWaiting;
    private RequestBase? _lastWaiting;
    private RequestBase? _blocking;
    private int _waiting;
    private int _waitingInterleaving;
    private int _running;
    private long _lastUsedMs;

    /// <summary>Takes a request; false when the activation has ended and a new one must be asked.</summary>
    public bool Receive(RequestBase request)
    {
        LimitExceededException? overload;
        lock (this)
        {
            if (_state == ActivationState.Invalid)
                return false;
            overload = request.IsLocal ? null : CheckOverload();
            if (overload is null)
            {
                request.Target = this;
                Append(request);
                if (_running == 0 || CanInterleave(request))
                    Schedule();
            }
        }

        if (overload is not null)
            Silo.Reject(request, overload);
        return true;
    }

    /// <summary>Called when a method has ended, in whatever thread it did.</summary>
    public void OnEnded(RequestBase request)
    {
        if (request.Error is not null)
            Silo.OnFailed(this, request);
        bool busy;
        lock (this)
        {
            _running--;
            if (_blocking is null || ReferenceEquals(_blocking, request))
                _blocking = null;
            if (request.KeepsAlive)
                _lastUsedMs = Silo.Clock.NowMs;
            busy = _waiting > 0 || _firstTask is not null || _state != ActivationState.Valid;
            if (busy)
                Schedule();
        }

        // With nothing left to do here, the caller's code can run on this thread as soon as the turn is over: see Execute.
        if (!busy && s_draining == this)
            Defer(request);
        else
            request.Publish(inline: false);
    }

    private LimitExceededException? CheckOverload()
    {
        var limit = Silo.Messaging.MaxEnqueuedRequestsHardLimit;
        var count = _waiting + _running;
        return limit > 0 && count > limit ? new(nameof(Silo.Messaging.MaxEnqueuedRequestsHardLimit), count, limit, ToString()) : null;
    }

    private void Append(RequestBase request)
    {
        if (_lastWaiting is null)
            _firstWaiting = request;
        else
            _lastWaiting.Next = request;
        _lastWaiting = request;
        _waiting++;
        if (request.AlwaysInterleaves || request.IsReadOnly)
            _waitingInterleaving++;
    }

    /// <summary>The first waiting request that may start now, taken from the list; null when none may.</summary>
    private RequestBase? TakeStartable()
    {
        if (_waiting == 0 || (_running > 0 && !_class.IsReentrant && _blocking is not null && _waitingInterleaving == 0))
            return null;
        RequestBase? before = null;
        for (var request = _firstWaiting; request is not null; before = request, request = request.Next)
        {
            if (_running > 0 && !CanInterleave(request))
                continue;
            Unlink(before, request);
            _running++;
            if (_blocking is null && !request.AlwaysInterleaves)
                _blocking = request;
            return request;
        }

        return null;
    }

    private bool CanInterleave(RequestBase request)
        => _class.IsReentrant || request.AlwaysInterleaves || _blocking is null || (_blocking.IsReadOnly && request.IsReadOnly);

    private void Unlink(RequestBase? before, RequestBase request)
    {
        if (before is null)
            _firstWaiting = request.Next;
        else
            before.Next = request.Next;
        if (ReferenceEquals(_lastWaiting, request))
            _lastWaiting = before;
        request.Next = null;
        _waiting--;
        if (request.AlwaysInterleaves || request.IsReadOnly)
            _waitingInterleaving--;
    }

    /// <summary>Takes a request out of the mailbox; false when it is not there, because it has started.</summary>
    public bool TakeWaiting(RequestBase wanted)
    {
        lock (this)
        {
            RequestBase? before = null;
            for (var request = _firstWaiting; request is not null; before = request, request = request.Next)
            {
                if (!ReferenceEquals(request, wanted))
                    continue;
                Unlink(before, request);
                return true;
            }

            return false;
        }
    }

    /// <summary>Takes all waiting requests, as a list linked by <see cref="RequestBase.Next"/>.</summary>
    private RequestBase? TakeAllWaiting()
    {
        var first = _firstWaiting;
        _firstWaiting = _lastWaiting = null;
        _waiting = _waitingInterleaving = 0;
        return first;
    }
}
