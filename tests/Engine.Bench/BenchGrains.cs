using Orleans.Streams;
using Orleans.Streams.Core;

namespace Twins.Engine.Bench;

/// <summary>A grain that does next to nothing, so that what is measured is the engine.</summary>
[Alias("Bench.IEmpty")]
public interface IEmpty : IGrainWithStringKey
{
    /// <summary>Returns a finished task.</summary>
    [Alias("Call")]
    Task<int> Call(int value);

    /// <summary>Returns a finished value task.</summary>
    [Alias("CallValue")]
    ValueTask<int> CallValue(int value);

    /// <summary>Yields before it returns.</summary>
    [Alias("CallLater")]
    Task<int> CallLater(int value);

    /// <summary>Ticks until it is told to stop.</summary>
    [Alias("StartTicking")]
    Task StartTicking(TimeSpan period);

    /// <summary>Ends the ticks.</summary>
    [Alias("StopTicking")]
    Task StopTicking();
}

/// <summary>A grain with a state.</summary>
[Alias("Bench.IStateful")]
public interface IStateful : IGrainWithStringKey
{
    /// <summary>Returns a finished task.</summary>
    [Alias("Call")]
    Task<int> Call(int value);
}

/// <summary>The state of <see cref="IStateful"/>.</summary>
[GenerateSerializer, Alias("Bench.Counter")]
public sealed class Counter
{
    /// <summary>A number.</summary>
    [Id(0)]
    public int Value { get; set; }
}

/// <summary>What the grains count.</summary>
public static class Counts
{
    /// <summary>Timer ticks and stream items; one number for all, exact enough for a rate.</summary>
    internal static long Events;
}

/// <inheritdoc/>
public sealed class EmptyGrain : Grain, IEmpty
{
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public Task<int> Call(int value) => Task.FromResult(value);

    /// <inheritdoc/>
    public ValueTask<int> CallValue(int value) => new(value);

    /// <inheritdoc/>
    public async Task<int> CallLater(int value)
    {
        await Task.Yield();
        return value;
    }

    /// <inheritdoc/>
    public Task StartTicking(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            static () =>
            {
                Interlocked.Increment(ref Counts.Events);
                return Task.CompletedTask;
            },
            period,
            period);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopTicking()
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }
}

/// <inheritdoc/>
public sealed class StatefulGrain([PersistentState("counter")] IPersistentState<Counter> state) : Grain, IStateful
{
    /// <inheritdoc/>
    public Task<int> Call(int value) => Task.FromResult(state.State.Value + value);
}

/// <summary>A batch as the telemetry stream carries it.</summary>
[GenerateSerializer, Immutable, Alias("Bench.Batch")]
public sealed record Batch([property: Id(0)] long Sequence, [property: Id(1)] byte[] Frames);

/// <summary>A stream consumer.</summary>
[Alias("Bench.IConsumer")]
public interface IConsumer : IGrainWithStringKey;

/// <inheritdoc/>
[ImplicitStreamSubscription("bench")]
public sealed class ConsumerGrain : Grain, IConsumer, IStreamSubscriptionObserver, IAsyncObserver<Batch>
{
    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Batch>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(Batch item, StreamSequenceToken? token = null)
    {
        Interlocked.Increment(ref Counts.Events);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnCompletedAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
