using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

public abstract partial class RequestBase
{
    private ICaller? _caller;
    private InFlight.Stripe? _stripe;
    private Task? _pending;
    private Action? _resume;

    /// <summary>The next request of whatever list this one is in: a mailbox, or the outcomes of a drain.</summary>
    internal RequestBase? Next { get; set; }

    internal RequestBase? Older { get; set; }

    internal RequestBase? Newer { get; set; }

    /// <summary>The part of the in-flight table that watches over this request; null when nobody waits for it.</summary>
    internal InFlight.Stripe? Stripe
    {
        get => Volatile.Read(ref _stripe);
        set => Volatile.Write(ref _stripe, value);
    }

    internal GrainReference? Reference { get; set; }

    internal Activation? Sender { get; set; }

    internal Activation? Target { get; set; }

    internal Dictionary<string, object>? Context { get; set; }

    internal Cancellation? Cancellation { get; set; }

    /// <summary>When the request was sent, by the silo's coarse clock.</summary>
    internal long SentAtMs { get; set; }

    /// <summary>How often the request was sent on because its target had ended.</summary>
    internal int Forwards { get; set; }

    /// <summary>The exception the call ended with.</summary>
    internal Exception? Error { get; set; }

    /// <summary>The outcome, when the call went through filters.</summary>
    internal Response? Response { get; set; }

    /// <summary>Whether the method returns a task, and not a value task or nothing.</summary>
    internal virtual bool ReturnsTask => false;

    /// <summary>Whether the request comes from the runtime itself, so that it is never rejected, forwarded or timed out.</summary>
    internal virtual bool IsLocal => false;

    /// <summary>Whether the request counts as use of the activation.</summary>
    internal virtual bool KeepsAlive => true;

    internal bool IsOneWay => (Options & InvokeMethodOptions.OneWay) != 0;

    internal bool IsReadOnly => (Options & InvokeMethodOptions.ReadOnly) != 0;

    internal bool AlwaysInterleaves => (Options & InvokeMethodOptions.AlwaysInterleave) != 0;

    internal void SetCaller(ICaller? caller) => _caller = caller;

    /// <summary>
    /// The waiting side, for the one who is first to ask: an outcome, a timeout and a cancellation may compete. Never inlined: within a loop the compiler of .NET 10
    /// forgets, for one instruction, that the register holds an object (dotnet/runtime#133843), and a collection then leaves a caller that is not there any more.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ICaller? TakeCaller() => Interlocked.Exchange(ref _caller, null);

    /// <summary>Calls the method on the target; runs in a turn of <see cref="Target"/>, which is told when the method has ended.</summary>
    internal void Start()
    {
        try
        {
            _pending = Begin();
            if (_pending is { IsCompleted: false })
            {
                _pending.GetAwaiter().UnsafeOnCompleted(_resume ??= Ended);
                return;
            }
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    /// <summary>Hands the outcome to the waiting side and gives the request back to its pool.</summary>
    internal abstract void Publish(bool inline);

    /// <summary>Ends a request that was never started.</summary>
    internal void Fail(Exception exception)
    {
        Error = exception;
        Publish(inline: false);
    }

    /// <summary>Calls the method; what it has yet to wait for, or null when it has ended.</summary>
    private protected abstract Task? Begin();

    /// <summary>Keeps the result of a method that ended well.</summary>
    private protected virtual void Keep(Task ended) { }

    /// <summary>The kept result as a response, for filters.</summary>
    private protected virtual Response Succeeded() => Response.Completed;

    /// <summary>Gives the request back to its pool, then the waiting side its outcome: an exception, what filters made of it, or the result.</summary>
    private protected void Publish<T>(T? result, bool inline)
    {
        var (caller, error, response) = ((ICaller<T>?)TakeCaller(), Error, Response);
        Recycle();
        if (error is not null)
            caller?.SetException(error);
        else if (response is not null)
            caller?.SetResponse(response);
        else
            caller?.SetResult(result!, inline);
    }

    /// <summary>The same, and keeps the result no longer.</summary>
    private protected void Publish<T>(ref T? result, bool inline)
    {
        var taken = result;
        result = default;
        Publish(taken, inline);
    }

    private protected void Recycle()
    {
        Stripe?.Remove(this);
        Cancellation?.Untie();
        Cancellation = null;
        Next = null;
        Reference = null;
        Sender = null;
        Target = null;
        Context = null;
        Forwards = 0;
        Error = null;
        Response = null;
        Dispose();
    }

    private void Ended()
    {
        var ended = _pending;
        _pending = null;
        if (ended is { IsCompletedSuccessfully: true })
            Keep(ended);
        else if (ended is not null)
            Error = ended.Exception?.InnerException ?? Canceled(ended);
        Target!.OnEnded(this);
    }

    private static OperationCanceledException Canceled(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            throw new InvalidOperationException("The task was expected to be cancelled");
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }
    }
}
