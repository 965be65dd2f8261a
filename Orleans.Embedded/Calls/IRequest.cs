using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call to a grain or observer, with the options of its method.</summary>
public interface IRequest : IInvokable
{
    /// <summary>How the call may be scheduled and answered.</summary>
    InvokeMethodOptions Options { get; }

    /// <summary>Adds options.</summary>
    void AddInvokeMethodOptions(InvokeMethodOptions options);
}
