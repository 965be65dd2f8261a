using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call: a method, its arguments and, once set, its target.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>Whether the method takes a cancellation token.</summary>
    bool IsCancellable => false;

    /// <summary>The object the method is called on.</summary>
    object? GetTarget();

    /// <summary>Takes the target from the grain or observer that receives the call.</summary>
    void SetTarget(ITargetHolder holder);

    /// <summary>Calls the method; an exception becomes part of the response.</summary>
    ValueTask<Response> Invoke();

    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>The argument at a zero-based index.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces the argument at a zero-based index.</summary>
    void SetArgument(int index, object value);

    /// <summary>The name of the method.</summary>
    string GetMethodName();

    /// <summary>The full name of the interface that declares the method.</summary>
    string GetInterfaceName();

    /// <summary>The method.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface that declares the method.</summary>
    Type GetInterfaceType();

    /// <summary>The token the method is called with.</summary>
    CancellationToken GetCancellationToken() => default;

    /// <summary>Cancels the token the method was called with; false when it has none.</summary>
    bool TryCancel() => false;
}

/// <summary>Whatever receives calls: knows the object they are made on.</summary>
public interface ITargetHolder
{
    /// <summary>The object that calls are made on.</summary>
    object? GetTarget();
}
