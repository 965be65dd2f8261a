using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through the host's filters, the grain's own, and the method.</summary>
internal sealed class IncomingCall(RequestBase request, IGrainContext target, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> s_implementations = new();
    private int _stage;

    public IInvokable Request => request;

    public object Grain => target.GrainInstance!;

    public GrainId? SourceId => request.Sender?.GrainId;

    public GrainId TargetId => target.GrainId;

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public MethodInfo ImplementationMethod => s_implementations.GetOrAdd((request.GetTarget().GetType(), request.GetMethod()), static key => Implementation(key.Class, key.Method));

    public IGrainContext TargetContext => target;

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            var filter = stage < filters.Length ? filters[stage] : stage == filters.Length ? Grain as IIncomingGrainCallFilter : null;
            if (filter is not null)
            {
                await filter.Invoke(this);
                if (Response is null)
                    throw new InvalidOperationException($"The filter {filter.GetType()} neither continued the call {request} nor set its result");
            }
            else if (stage == filters.Length)
            {
                await Invoke();
            }
            else if (stage == filters.Length + 1)
            {
                Response = await request.Invoke();
                if (Response.Exception is { } exception)
                    ExceptionDispatchInfo.Throw(exception);
            }
            else
            {
                throw new InvalidOperationException($"The call {request} was already made");
            }
        }
        finally
        {
            _stage--;
        }
    }

    private static MethodInfo Implementation(Type type, MethodInfo method)
    {
        if (method.DeclaringType is not { IsInterface: true } declaring || !declaring.IsAssignableFrom(type))
            return method;
        var map = type.GetInterfaceMap(declaring);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }
}
