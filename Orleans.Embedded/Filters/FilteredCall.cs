using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through filters, first to last, and then to what they stand before.</summary>
internal abstract class FilteredCall(RequestBase request, int filters)
{
    private int _stage;

    public IInvokable Request => request;

    protected RequestBase Message => request;

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public Response? Response { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage > filters)
                throw new InvalidOperationException($"The call {request} was already made");
            if (stage == filters)
                await CallAsync();
            else
                await FilterAsync(stage);
            if (Response is null)
                throw new InvalidOperationException($"The filter {stage} of {GetType().Name} neither continued the call {request} nor set its result");
        }
        finally
        {
            _stage--;
        }
    }

    /// <summary>Runs a filter, which goes on by <see cref="Invoke"/> or sets a response.</summary>
    protected abstract Task FilterAsync(int stage);

    /// <summary>Makes the call and sets its response.</summary>
    protected abstract Task CallAsync();
}
