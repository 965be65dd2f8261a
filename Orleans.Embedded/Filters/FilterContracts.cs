using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through the filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The call itself: its method and arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain or observer being called; for outgoing calls the reference.</summary>
    object Grain { get; }

    /// <summary>The grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The full name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result; setting it makes the call succeed with it.</summary>
    object? Result { get; set; }

    /// <summary>The outcome; null until <see cref="Invoke"/> has ended.</summary>
    Response? Response { get; set; }

    /// <summary>Lets the next filter, in the end the method, do its work. An exception of the method comes out here.</summary>
    Task Invoke();
}

/// <summary>A call that has reached its target.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The method of the grain's class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call that is about to be sent.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls; null when the caller is no grain.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Runs around every call that reaches a grain; as a service around all, implemented by a grain class around its own.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Continues by <see cref="IGrainCallContext.Invoke"/>, or sets a result.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Runs around every call that is sent.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Continues by <see cref="IGrainCallContext.Invoke"/>, or sets a result.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>An incoming filter as a function.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>An outgoing filter as a function.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
