using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call of a method that returns nothing, which is always one-way.</summary>
public abstract class VoidRequest : RequestBase
{
    /// <summary>Marks the request as one-way.</summary>
    protected VoidRequest() => Options = InvokeMethodOptions.OneWay;

    /// <inheritdoc/>
    public sealed override ValueTask<Response> Invoke()
    {
        try
        {
            InvokeInner();
            return new(Response.Completed);
        }
        catch (Exception exception)
        {
            return new(Response.FromException(exception));
        }
    }

    /// <summary>Calls the method on the target.</summary>
    protected abstract void InvokeInner();

    internal sealed override void Start()
    {
        try
        {
            InvokeInner();
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    internal sealed override void Publish(bool inline) => Recycle();
}
