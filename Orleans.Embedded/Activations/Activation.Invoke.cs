using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

internal partial class Activation
{
    private void Invoke(RequestBase request)
    {
        if (Silo.IsExpired(request))
        {
            Silo.Drop(request);
            OnEnded(request);
            return;
        }

        RequestContext.Values = request.Context;
        try
        {
            request.SetTarget(this);
            request.Cancellation?.OnStarting();
        }
        catch (Exception exception)
        {
            request.Error = exception;
            OnEnded(request);
            return;
        }

        if (Silo.IncomingFilters.Length == 0 && !_class.HasFilter)
            request.Start();
        else
            _ = InvokeFilteredAsync(request);
    }

    private async Task InvokeFilteredAsync(RequestBase request)
    {
        var call = new IncomingCall(request, this, Silo.IncomingFilters);
        try
        {
            await call.Invoke();
            if (call.Response?.Exception is { } exception)
                request.Error = exception;
            else
                request.Response = call.Response ?? Response.Completed;
        }
        catch (Exception exception)
        {
            request.Error = exception;
        }

        OnEnded(request);
    }
}
