using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The waiting side of a call; completed exactly once, by whoever takes it out of the request.</summary>
internal interface ICaller
{
    void SetException(Exception exception);

    /// <summary>Publishes the outcome of a call that passed through filters.</summary>
    void SetResponse(Response response);
}

/// <summary>The waiting side of a call with a result of a known type.</summary>
internal interface ICaller<T> : ICaller
{
    /// <summary>Publishes a result. With <paramref name="inline"/> the waiting code may run at once, on this thread.</summary>
    void SetResult(T result, bool inline);
}

/// <summary>Stands for the result of a method that has none.</summary>
internal readonly struct NoResult;
