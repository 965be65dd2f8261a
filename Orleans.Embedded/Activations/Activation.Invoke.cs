namespace Orleans.Runtime;

internal partial class Activation
{
    private void Invoke(RequestBase request)
    {
        if (Silo.IsExpired(request))
        {
            request.Error = new TimeoutException("The request expired before it was started");
            OnEnded(request);
            return;
        }

        RequestContext.Values = request.Context;
        try
        {
            request.SetTarget(this);
        }
        catch (Exception exception)
        {
            request.Error = exception;
            OnEnded(request);
            return;
        }

        request.Start();
    }
}
