using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
public abstract class TaskRequest : RequestBase
{
    private Task? _task;
    private Action? _resume;

    internal sealed override bool ReturnsTask => true;

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
    protected abstract Task InvokeInner();

    internal sealed override void Start()
    {
        try
        {
            _task = InvokeInner();
            if (!_task.IsCompleted)
            {
                _task.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            Error = Failure(_task);
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
        _task = null;
        Recycle();
        if (!PublishOther(caller, error, response))
            caller?.SetResult(default, inline);
    }

    private void Resume()
    {
        Error = Failure(_task!);
        Ended();
    }
}

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>.</summary>
public abstract class TaskRequest<TResult> : RequestBase
{
    private Task<TResult>? _task;
    private Action? _resume;

    internal sealed override bool ReturnsTask => true;

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
    protected abstract Task<TResult> InvokeInner();

    internal sealed override void Start()
    {
        try
        {
            _task = InvokeInner();
            if (!_task.IsCompleted)
            {
                _task.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            Error = Failure(_task);
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    internal sealed override void Publish(bool inline)
    {
        var (caller, error, response, task) = ((ICaller<TResult>?)TakeCaller(), Error, Response, _task);
        _task = null;
        Recycle();
        if (!PublishOther(caller, error, response))
            caller?.SetResult(task!.Result, inline);
    }

    private void Resume()
    {
        Error = Failure(_task!);
        Ended();
    }
}
