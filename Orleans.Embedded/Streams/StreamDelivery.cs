using System.Reflection;
using Orleans.Serialization.Invocation;
using Orleans.Streams.Core;

namespace Orleans.Runtime;

/// <summary>The call that hands a batch, or the failure of a stream, to a consumer; it takes its turn as every call does.</summary>
internal sealed class StreamDelivery(StreamSubscription subscription, StreamBatch batch, Exception? failure) : TaskRequest
{
    private Activation? _target;

    public StreamBatch Batch => batch;

    public override string GetMethodName() => failure is null ? "DeliverBatch" : "ErrorInStream";

    public override string GetInterfaceName() => "IStreamConsumerExtension";

    public override Type GetInterfaceType() => typeof(IStreamSubscriptionObserver);

    public override MethodInfo GetMethod() => typeof(IStreamSubscriptionObserver).GetMethod(nameof(IStreamSubscriptionObserver.OnSubscribed))!;

    public override object GetTarget() => _target!.GrainInstance!;

    public override void SetTarget(ITargetHolder holder) => _target = (Activation)holder;

    public override void Dispose() { }

    protected override async Task InvokeInner()
    {
        var target = _target!;
        var observers = target.StreamObservers;
        if (!observers.ContainsKey(subscription) && target.GrainInstance is IStreamSubscriptionObserver subscriber)
            await subscriber.OnSubscribed(new StreamHandleFactory(subscription, observers));
        if (!observers.TryGetValue(subscription, out var observer))
            target.Silo.LogNoStreamObserver(subscription.Stream, target);
        else if (failure is not null)
            await observer.FailAsync(failure);
        else
            await observer.DeliverAsync(batch.Item);
    }
}
