using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Work of the runtime itself that takes its turn in a grain's mailbox: a timer tick.</summary>
internal abstract class LocalRequest : RequestBase
{
    internal override bool IsLocal => true;

    public override object GetTarget() => Target!.GrainInstance!;

    public override void SetTarget(ITargetHolder holder) { }

    public override string GetMethodName() => nameof(RunAsync);

    public override string GetInterfaceName() => GetType().Name;

    public override Type GetInterfaceType() => GetType();

    public override MethodInfo GetMethod() => ((Func<Task>)RunAsync).Method;

    public override void Dispose() { }

    internal override void Publish(bool inline)
    {
        var error = Error;
        Recycle();
        OnEnded(error);
    }

    private protected override Task Begin() => RunAsync();

    /// <summary>Does the work, in turns of the target.</summary>
    protected abstract Task RunAsync();

    /// <summary>Called when the work has ended, or will not be done because the activation has.</summary>
    protected abstract void OnEnded(Exception? error);
}
