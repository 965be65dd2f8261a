using Orleans.Storage;

namespace Orleans.Runtime;

internal partial class Silo
{
    public ValueTask<T> InvokeAsync<T>(GrainReference reference, RequestBase request)
        => OutgoingFilters.Length == 0 ? InvokeUnfilteredAsync<T>(reference, request) : InvokeFilteredAsync<T>(reference, request);

    public ValueTask InvokeAsync(GrainReference reference, RequestBase request)
        => OutgoingFilters.Length == 0 ? InvokeUnfilteredAsync(reference, request) : InvokeFilteredAsync(reference, request);

    /// <summary>Sends a request that has no result and nobody to wait for it.</summary>
    public void Invoke(GrainReference reference, RequestBase request)
    {
        if (OutgoingFilters.Length == 0)
            Send(reference, request, null);
        else
            _ = InvokeOneWayFilteredAsync(reference, request);
    }

    public ValueTask<T> InvokeUnfilteredAsync<T>(GrainReference reference, RequestBase request)
    {
        var (task, source, version) = Send<T>(reference, request);
        return task is not null ? new(task) : source is not null ? new(source, version) : default;
    }

    public ValueTask InvokeUnfilteredAsync(GrainReference reference, RequestBase request)
    {
        var (task, source, version) = Send<NoResult>(reference, request);
        return task is not null ? new(task) : source is not null ? new(source, version) : default;
    }

    /// <summary>Sends a request; returns what its caller waits for, as the method wants it: a task, a source with its version, or nothing.</summary>
    private (Task<T>? Task, ValueCaller<T>? Source, short Version) Send<T>(GrainReference reference, RequestBase request)
    {
        if (request.IsOneWay)
        {
            Send(reference, request, null);
            return default;
        }

        if (request.ReturnsTask)
        {
            var caller = new TaskCaller<T>();
            Send(reference, request, caller);
            return (caller.Task, null, 0);
        }

        var source = Pool<ValueCaller<T>>.Get();
        var version = source.Version;
        Send(reference, request, source);
        return (null, source, version);
    }

    public void Send(GrainReference reference, RequestBase request, ICaller? caller)
    {
        var token = request.GetCancellationToken();
        token.ThrowIfCancellationRequested();
        request.SetCaller(caller);
        request.Reference = reference;
        request.Sender = RuntimeContext.Current;
        request.Context = RequestContext.Values;
        request.SentAtMs = Clock.NowMs;
        if (caller is not null)
            Watch(request, token);
        Deliver(reference, request);
    }

    public bool IsExpired(RequestBase request)
        => !request.IsLocal && Clock.NowMs - request.SentAtMs > _timeoutMs + Clock.PeriodMs;

    /// <summary>Sends requests that an ended activation left behind to its successor; or fails them, if it failed to activate.</summary>
    public void Redirect(RequestBase? first, Exception? failure)
    {
        while (first is { } request)
        {
            first = request.Next;
            request.Next = null;
            if (request.IsLocal)
                request.Fail(new OperationCanceledException("The activation has ended"));
            else if (failure is not null)
                Reject(request, failure);
            else if (++request.Forwards > Messaging.MaxForwardCount)
                Reject(request, new OrleansMessageRejectionException($"Forwarding failed: tried to forward message {Describe(request)} for {Messaging.MaxForwardCount} times after the activation had ended."));
            else
                Deliver(request.Reference!, request);
        }
    }

    /// <summary>Counts a request that is too old to be started. Its caller, if the sweep has not come to it yet, gets the sweep's answer.</summary>
    public void Drop(RequestBase request)
    {
        Instruments.Expired.Add(1);
        if (request.TakeCaller() is { } caller)
            TimeOut(caller, TimeoutMessage(request), null);
    }

    /// <summary>Fails a call from a thread of the runtime, which must not run the caller's code.</summary>
    public void Release(ICaller caller, Exception exception)
        => Turns.Queue(static ended => ended.Caller.SetException(ended.Exception), (Caller: caller, Exception: exception));

    public void Reject(RequestBase request, Exception reason)
    {
        Instruments.Rejected.Add(1);
        request.Fail(reason);
    }

    public void OnFailed(Activation activation, RequestBase request)
    {
        if (request.Error is InconsistentStateException { IsSourceActivation: true } stale)
        {
            stale.IsSourceActivation = false;
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, stale.ToString()));
        }

        LogCallFailed(request.IsOneWay ? Microsoft.Extensions.Logging.LogLevel.Warning : Microsoft.Extensions.Logging.LogLevel.Debug, request.Error!, request);
    }

    private async ValueTask<T> InvokeFilteredAsync<T>(GrainReference reference, RequestBase request)
    {
        var call = new OutgoingCall<T>(reference, request, OutgoingFilters);
        await call.Invoke();
        return call.Response!.GetResult<T>();
    }

    private async ValueTask InvokeFilteredAsync(GrainReference reference, RequestBase request)
        => await new OutgoingCall<NoResult>(reference, request, OutgoingFilters).Invoke();

    private async Task InvokeOneWayFilteredAsync(GrainReference reference, RequestBase request)
    {
        try
        {
            await InvokeFilteredAsync(reference, request);
        }
        catch (Exception exception)
        {
            LogOneWayFilterFailed(exception, reference);
        }
    }

    private void Watch(RequestBase request, CancellationToken token)
    {
        InFlight.Add(request);
        if (token.CanBeCanceled || (Messaging.CancelRequestOnTimeout && request.IsCancellable))
            Cancellation.Tie(request, token);
    }

    private void Deliver(GrainReference reference, RequestBase request)
    {
        if (reference.Shared.Class is not { } grainClass)
        {
            Observers.Deliver(reference, request);
            return;
        }

        var target = reference.LastTarget;
        while (target is null || !target.Receive(request))
        {
            if (IsStopping && grainClass.Find(reference.Key) is null)
            {
                Reject(request, new SiloUnavailableException(StoppingMessage(request)));
                return;
            }

            reference.LastTarget = target = grainClass.GetOrCreate(reference.Key);

            // The stop may have begun since it was asked, and have looked for activations before this one was there.
            if (IsStopping)
                target.Deactivate(s_stopping);
        }
    }

    private void ExpireCalls(long nowMs)
        => ReleaseCallers(nowMs - _timeoutMs - Clock.PeriodMs, TimeOut, TimeoutMessage);

    /// <summary>Releases whoever still waits when the host has stopped.</summary>
    private void FailCalls()
        => ReleaseCallers(long.MaxValue, (caller, message, _) => Release(caller, new SiloUnavailableException(message)), StoppingMessage);

    /// <summary>Takes the callers of the requests sent before a time, and releases them when the table is unlocked again.</summary>
    private void ReleaseCallers(long sentBeforeMs, Action<ICaller, string, Cancellation?> release, Func<RequestBase, string> describe)
    {
        List<(ICaller Caller, string Message, Cancellation? Cancellation)>? taken = null;
        InFlight.Expire(sentBeforeMs, request =>
        {
            if (request.TakeCaller() is { } caller)
                (taken ??= []).Add((caller, describe(request), request.Cancellation));
        });
        foreach (var (caller, message, cancellation) in taken ?? [])
        {
            cancellation?.Unregister();
            release(caller, message, cancellation);
        }
    }

    private void TimeOut(ICaller caller, string message, Cancellation? cancellation)
    {
        LogTimeout(message);
        Instruments.TimedOut.Add(1);
        if (Messaging.CancelRequestOnTimeout)
            cancellation?.SignalCallee();
        Release(caller, new TimeoutException(message));
    }

    private string TimeoutMessage(RequestBase request)
        => $"Response did not arrive on time in {Messaging.ResponseTimeout} for message: {Describe(request)}.";

    private static string StoppingMessage(RequestBase request)
        => $"The local Orleans host is shutting down and can no longer process the request: {Describe(request)}.";

    private static string Describe(RequestBase request)
        => $"Request [{request.Sender?.GrainId.ToString() ?? "client"}]->[{request.Reference?.GrainId}] {request}";
}
