using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Work of the runtime itself that takes its turn in a grain's mailbox: a timer tick, a stream event.</summary>
internal abstract class LocalRequest : RequestBase
{
    private Task? _task;
    private Action? _resume;

    internal override bool IsLocal => true;

    public override object GetTarget() => Target!.GrainInstance!;

    public override void SetTarget(ITargetHolder holder) { }

    public override string GetMethodName() => nameof(RunAsync);

    public override string GetInterfaceName() => GetType().Name;

    public override string GetActivityName() => GetType().Name;

    public override Type GetInterfaceType() => GetType();

    public override MethodInfo GetMethod() => ((Func<Task>)RunAsync).Method;

    public override async ValueTask<Response> Invoke()
    {
        try
        {
            await RunAsync();
            return Response.Completed;
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    public override void Dispose() { }

    internal override void Start()
    {
        try
        {
            _task = RunAsync();
            if (!_task.IsCompleted)
            {
                _task.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            Error = Failure(_task);
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        Ended();
    }

    internal override void Publish(bool inline)
    {
        var error = Error;
        _task = null;
        Recycle();
        OnEnded(error);
    }

    /// <summary>Does the work, in turns of the target.</summary>
    protected abstract Task RunAsync();

    /// <summary>Called when the work has ended, or will not be done because the activation has.</summary>
    protected abstract void OnEnded(Exception? error);

    private void Resume()
    {
        Error = Failure(_task!);
        Ended();
    }
}
