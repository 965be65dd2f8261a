using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// An object of the host that grains call back. It is held weakly; its calls run one after the other, on the thread pool. A call to an
/// object that is gone gets no answer, so that its caller times out.
/// </summary>
internal sealed class LocalObserver(Silo silo, GrainId id, IGrainObserver instance) : IGrainContext
{
    private readonly WeakReference<IGrainObserver> _instance = new(instance);
    private readonly Queue<RequestBase> _waiting = new();
    private bool _running;

    public GrainId GrainId => id;

    public object? GrainInstance => _instance.TryGetTarget(out var target) ? target : null;

    public object? GetTarget() => GrainInstance;

    /// <summary>Queues a call; false when the object is gone.</summary>
    public bool Receive(RequestBase request)
    {
        if (GrainInstance is null)
            return false;
        if (request.AlwaysInterleaves)
        {
            silo.Turns.Queue(static state => _ = state.Self.RunAsync(state.Request), (Self: this, Request: request));
            return true;
        }

        lock (_waiting)
        {
            _waiting.Enqueue(request);
            if (_running)
                return true;
            _running = true;
        }

        silo.Turns.Queue(static self => _ = self.PumpAsync(), this);
        return true;
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            RequestBase? request;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out request))
                {
                    _running = false;
                    return;
                }
            }

            await RunAsync(request);
        }
    }

    private async Task RunAsync(RequestBase request)
    {
        if (silo.IsExpired(request))
        {
            silo.Instruments.Expired.Add(1);
        }
        else if (GrainInstance is not null)
        {
            try
            {
                RequestContext.Values = request.Context;
                request.SetTarget(this);
                request.Response = await InvokeAsync(request);
            }
            catch (Exception exception)
            {
                request.Error = exception;
            }

            if (request.IsOneWay && (request.Error ?? request.Response?.Exception) is { } failure)
                silo.LogCallFailed(Microsoft.Extensions.Logging.LogLevel.Warning, failure, request);

            // Not here, where the caller's code would hold up the next call.
            silo.Turns.Queue(static ended => ended.Publish(inline: true), request);
        }
    }

    private async Task<Response> InvokeAsync(RequestBase request)
    {
        if (silo.IncomingFilters.Length == 0 && GrainInstance is not IIncomingGrainCallFilter)
            return await request.Invoke();
        var call = new IncomingCall(request, this, silo.IncomingFilters);
        await call.Invoke();
        return call.Response!;
    }
}
