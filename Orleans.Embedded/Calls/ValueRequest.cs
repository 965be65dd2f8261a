using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
public abstract class Request : RequestBase
{
    private Task? _pending;
    private Action? _resume;

    /// <inheritdoc/>
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            await InvokeInner();
            return Response.Completed;
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    /// <summary>Calls the method on the target.</summary>
    protected abstract ValueTask InvokeInner();

    internal sealed override void Start()
    {
        try
        {
            var returned = InvokeInner();
            if (!returned.IsCompleted)
            {
                _pending = returned.AsTask();
                _pending.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            returned.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    internal sealed override void Publish(bool inline)
    {
        var (caller, error, response) = ((ICaller<NoResult>?)TakeCaller(), Error, Response);
        Recycle();
        if (!PublishOther(caller, error, response))
            caller?.SetResult(default, inline);
    }

    private void Resume()
    {
        Error = Failure(_pending!);
        _pending = null;
        Ended();
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>.</summary>
public abstract class Request<TResult> : RequestBase
{
    private TResult? _result;
    private Task<TResult>? _pending;
    private Action? _resume;

    /// <inheritdoc/>
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            return Response.FromResult(await InvokeInner());
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    /// <summary>Calls the method on the target.</summary>
    protected abstract ValueTask<TResult> InvokeInner();

    internal sealed override void Start()
    {
        try
        {
            var returned = InvokeInner();
            if (!returned.IsCompleted)
            {
                _pending = returned.AsTask();
                _pending.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            _result = returned.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    internal sealed override void Publish(bool inline)
    {
        var (caller, error, response, result) = ((ICaller<TResult>?)TakeCaller(), Error, Response, _result);
        _result = default;
        Recycle();
        if (!PublishOther(caller, error, response))
            caller?.SetResult(result!, inline);
    }

    private void Resume()
    {
        if (_pending!.IsCompletedSuccessfully)
            _result = _pending.Result;
        else
            Error = Failure(_pending);
        _pending = null;
        Ended();
    }
}
