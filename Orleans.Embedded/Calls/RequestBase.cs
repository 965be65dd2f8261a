using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The base class of generated requests. A request is also the message that carries it: the mailbox and the in-flight table link it directly.</summary>
public abstract partial class RequestBase : IRequest
{
    /// <inheritdoc/>
    public InvokeMethodOptions Options { get; protected set; }

    /// <inheritdoc/>
    public virtual bool IsCancellable => false;

    /// <inheritdoc/>
    public void AddInvokeMethodOptions(InvokeMethodOptions options) => Options |= options;

    /// <inheritdoc/>
    public virtual int GetArgumentCount() => 0;

    /// <inheritdoc/>
    public virtual object GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index), "The request has no arguments");

    /// <inheritdoc/>
    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index), "The request has no arguments");

    /// <inheritdoc/>
    public async ValueTask<Response> Invoke()
    {
        try
        {
            if (Begin() is { } pending)
            {
                await pending;
                Keep(pending);
            }

            return Succeeded();
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    /// <inheritdoc/>
    public abstract object GetTarget();

    /// <inheritdoc/>
    public abstract void SetTarget(ITargetHolder holder);

    /// <inheritdoc/>
    public abstract string GetMethodName();

    /// <inheritdoc/>
    public abstract string GetInterfaceName();

    /// <inheritdoc/>
    public abstract Type GetInterfaceType();

    /// <inheritdoc/>
    public abstract MethodInfo GetMethod();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <inheritdoc/>
    public virtual CancellationToken GetCancellationToken() => default;

    /// <inheritdoc/>
    public virtual bool TryCancel() => false;

    /// <summary>Interface and method, with the types of the parameters.</summary>
    public override string ToString()
        => $"{GetInterfaceName()}.{GetMethodName()}({string.Join(", ", GetMethod()?.GetParameters().Select(parameter => parameter.ParameterType.ToString()) ?? [])})";
}
