using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through the host's outgoing filters, and then to its target.</summary>
internal sealed class OutgoingCall<T>(GrainReference reference, RequestBase request, IOutgoingGrainCallFilter[] filters) : IOutgoingGrainCallContext
{
    private int _stage;

    public IInvokable Request => request;

    public object Grain => reference;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainId TargetId => reference.GrainId;

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response!.GetResult<T>();
        set => Response = Response.FromResult((T?)value);
    }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < filters.Length)
            {
                await filters[stage].Invoke(this);
                if (Response is null)
                    throw new InvalidOperationException($"The filter {filters[stage].GetType()} neither continued the call {request} nor set its result");
            }
            else if (stage == filters.Length)
            {
                Response = await SendAsync();
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

    private async Task<Response> SendAsync()
    {
        var silo = reference.Shared.Silo;
        if (typeof(T) != typeof(NoResult))
            return Response.FromResult(await silo.InvokeUnfilteredAsync<T>(reference, request));
        await silo.InvokeUnfilteredAsync(reference, request);
        return Response.Completed;
    }
}
