using Orleans.Storage;

namespace Orleans.Runtime;

internal partial class Silo
{
    private const int MaxForwards = 2;

    public ValueTask<T> InvokeAsync<T>(GrainReference reference, RequestBase request)
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
            return new(caller.Task);
        }

        var source = Pool<ValueCaller<T>>.Get();
        var version = source.Version;
        Send(reference, request, source);
        return new(source, version);
    }

    public ValueTask InvokeAsync(GrainReference reference, RequestBase request)
    {
        if (request.IsOneWay)
        {
            Send(reference, request, null);
            return default;
        }

        if (request.ReturnsTask)
        {
            var caller = new TaskCaller<NoResult>();
            Send(reference, request, caller);
            return new(caller.Task);
        }

        var source = Pool<ValueCaller<NoResult>>.Get();
        var version = source.Version;
        Send(reference, request, source);
        return new(source, version);
    }

    public void Send(GrainReference reference, RequestBase request, ICaller? caller)
    {
        request.GetCancellationToken().ThrowIfCancellationRequested();
        request.SetCaller(caller);
        request.Reference = reference;
        request.Sender = RuntimeContext.Current;
        request.Context = RequestContext.Values;
        request.SentAtMs = Clock.NowMs;
        if (caller is not null)
            InFlight.Add(request);
        Deliver(reference, request);
    }

    public bool IsExpired(RequestBase request)
        => Messaging.DropExpiredMessages && !request.IsLocal && Clock.NowMs - request.SentAtMs > _timeoutMs;

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
                request.Fail(failure);
            else if (++request.Forwards > MaxForwards)
                request.Fail(new OrleansMessageRejectionException($"Forwarding failed: tried to forward message {Describe(request)} for {MaxForwards} times after the activation had ended."));
            else
                Deliver(request.Reference!, request);
        }
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

    private void Deliver(GrainReference reference, RequestBase request)
    {
        if (IsStopping && reference.Shared.Class!.Find(reference.Key) is null)
        {
            request.Fail(new SiloUnavailableException($"The local Orleans host is shutting down and can no longer process the request: {Describe(request)}."));
            return;
        }

        var target = reference.LastTarget;
        while (target is null || !target.Receive(request))
            reference.LastTarget = target = reference.Shared.Class!.GetOrCreate(reference.Key);
    }

    private void ExpireCalls(long nowMs)
    {
        List<(ICaller Caller, string Message)>? expired = null;
        InFlight.Expire(nowMs - _timeoutMs, request =>
        {
            if (request.TakeCaller() is { } caller)
                (expired ??= []).Add((caller, $"Response did not arrive on time in {Messaging.ResponseTimeout} for message: {Describe(request)}."));
        });
        foreach (var (caller, message) in expired ?? [])
        {
            LogTimeout(message);
            caller.SetException(new TimeoutException(message));
        }
    }

    private static string Describe(RequestBase request)
        => $"Request [{request.Sender?.GrainId.ToString() ?? "client"}]->[{request.Reference?.GrainId}] {request}";
}
