using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through the host's filters, the grain's own, and the method.</summary>
internal sealed class IncomingCall(RequestBase request, IGrainContext target, IIncomingGrainCallFilter[] filters)
    : FilteredCall(request, filters.Length + (target.GrainInstance is IIncomingGrainCallFilter ? 1 : 0)), IIncomingGrainCallContext
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> s_implementations = new();

    public object Grain => target.GrainInstance!;

    public GrainId TargetId => target.GrainId;

    public MethodInfo ImplementationMethod => s_implementations.GetOrAdd((Message.GetTarget().GetType(), InterfaceMethod), static key => Implementation(key.Class, key.Method));

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    protected override Task FilterAsync(int stage) => (stage < filters.Length ? filters[stage] : (IIncomingGrainCallFilter)Grain).Invoke(this);

    protected override async Task CallAsync()
    {
        Response = await Message.Invoke();
        if (Response.Exception is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    private static MethodInfo Implementation(Type type, MethodInfo method)
    {
        if (method.DeclaringType is not { IsInterface: true } declaring || !declaring.IsAssignableFrom(type))
            return method;
        var map = type.GetInterfaceMap(declaring);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }
}
