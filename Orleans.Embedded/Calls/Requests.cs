using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
public abstract class TaskRequest : RequestBase
{
    internal sealed override bool ReturnsTask => true;

    /// <summary>Calls the method on the target.</summary>
    protected abstract Task InvokeInner();

    internal sealed override void Publish(bool inline) => Publish<NoResult>(default, inline);

    private protected sealed override Task Begin() => InvokeInner();
}

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>.</summary>
public abstract class TaskRequest<TResult> : RequestBase
{
    private TResult? _result;

    internal sealed override bool ReturnsTask => true;

    /// <summary>Calls the method on the target.</summary>
    protected abstract Task<TResult> InvokeInner();

    internal sealed override void Publish(bool inline) => Publish(ref _result, inline);

    private protected sealed override Task Begin() => InvokeInner();

    private protected sealed override void Keep(Task ended) => _result = ((Task<TResult>)ended).Result;

    private protected sealed override Response Succeeded() => Response.FromResult(_result);
}

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
public abstract class Request : RequestBase
{
    /// <summary>Calls the method on the target.</summary>
    protected abstract ValueTask InvokeInner();

    internal sealed override void Publish(bool inline) => Publish<NoResult>(default, inline);

    private protected sealed override Task? Begin()
    {
        var returned = InvokeInner();
        if (!returned.IsCompleted)
            return returned.AsTask();
        returned.GetAwaiter().GetResult();
        return null;
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>.</summary>
public abstract class Request<TResult> : RequestBase
{
    private TResult? _result;

    /// <summary>Calls the method on the target.</summary>
    protected abstract ValueTask<TResult> InvokeInner();

    internal sealed override void Publish(bool inline) => Publish(ref _result, inline);

    private protected sealed override Task? Begin()
    {
        var returned = InvokeInner();
        if (!returned.IsCompleted)
            return returned.AsTask();
        _result = returned.GetAwaiter().GetResult();
        return null;
    }

    private protected sealed override void Keep(Task ended) => _result = ((Task<TResult>)ended).Result;

    private protected sealed override Response Succeeded() => Response.FromResult(_result);
}

/// <summary>A call of a method that returns nothing, which is always one-way.</summary>
public abstract class VoidRequest : RequestBase
{
    /// <summary>Marks the request as one-way.</summary>
    protected VoidRequest() => Options = InvokeMethodOptions.OneWay;

    /// <summary>Calls the method on the target.</summary>
    protected abstract void InvokeInner();

    internal sealed override void Publish(bool inline) => Publish<NoResult>(default, inline);

    private protected sealed override Task? Begin()
    {
        InvokeInner();
        return null;
    }
}
