using System.Threading.Tasks.Sources;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The waiting side of a method that returns a value task; reused as soon as its result was taken.</summary>
internal sealed class ValueCaller<T> : IValueTaskSource<T>, IValueTaskSource, ICaller<T>
{
    private ManualResetValueTaskSourceCore<T> _core;

    public short Version => _core.Version;

    public void SetResult(T result, bool inline)
    {
        _core.RunContinuationsAsynchronously = !inline;
        _core.SetResult(result);
    }

    public void SetException(Exception exception)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(exception);
    }

    public void SetResponse(Response response)
    {
        if (response.Exception is { } exception)
            SetException(exception);
        else
            SetResult(typeof(T) == typeof(NoResult) ? default! : response.GetResult<T>(), inline: false);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    public T GetResult(short token)
    {
        // A result that is asked for too early, or a second time, must not give back what another call may be using.
        var isEnded = _core.GetStatus(token) != ValueTaskSourceStatus.Pending;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (isEnded)
            {
                _core.Reset();
                Pool<ValueCaller<T>>.Return(this);
            }
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
