using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through the host's outgoing filters, and then to its target.</summary>
internal sealed class OutgoingCall<T>(GrainReference reference, RequestBase request, IOutgoingGrainCallFilter[] filters)
    : FilteredCall(request, filters.Length), IOutgoingGrainCallContext
{
    public object Grain => reference;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    public GrainId TargetId => reference.GrainId;

    public object? Result
    {
        get => Response!.GetResult<T>();
        set => Response = Response.FromResult((T?)value);
    }

    protected override Task FilterAsync(int stage) => filters[stage].Invoke(this);

    protected override async Task CallAsync()
    {
        var silo = reference.Shared.Silo;
        if (typeof(T) != typeof(NoResult))
        {
            Response = Response.FromResult(await silo.InvokeUnfilteredAsync<T>(reference, Message));
            return;
        }

        await silo.InvokeUnfilteredAsync(reference, Message);
        Response = Response.Completed;
    }
}
