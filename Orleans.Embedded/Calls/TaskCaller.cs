using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// The waiting side of a method that returns a task. Completed inside a turn, the awaiting code is queued by the task itself,
/// because a turn runs on a scheduler of its own; elsewhere it runs at once, so that the runtime's own threads go through <see cref="Silo.Release"/>.
/// </summary>
internal sealed class TaskCaller<T> : TaskCompletionSource<T>, ICaller<T>
{
    public void SetResult(T result, bool inline) => TrySetResult(result);

    public new void SetException(Exception exception)
    {
        if (exception is OperationCanceledException canceled)
            TrySetCanceled(canceled.CancellationToken);
        else
            TrySetException(exception);
    }

    public void SetResponse(Response response)
    {
        if (response.Exception is { } exception)
            SetException(exception);
        else
            TrySetResult(typeof(T) == typeof(NoResult) ? default! : response.GetResult<T>());
    }
}
