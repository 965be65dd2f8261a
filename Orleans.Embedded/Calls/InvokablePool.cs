using Orleans.Runtime;

namespace Orleans.Serialization.Invocation;

/// <summary>Reuses requests, so that a call allocates none in the steady state.</summary>
public static class InvokablePool
{
    /// <summary>A request without arguments, new or used.</summary>
    public static T Get<T>()
        where T : class, IInvokable, new() => Pool<T>.Get();

    /// <summary>Gives a request back; it must not be used after.</summary>
    public static void Return<T>(T obj)
        where T : class, IInvokable, new() => Pool<T>.Return(obj);
}
