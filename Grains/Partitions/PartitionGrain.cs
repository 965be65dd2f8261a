using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Twins.Grains.Partitions;

/// <summary>The engine's side of a partition: woken by its stream and by pokes, it runs one <see cref="PartitionProcess"/> behind its calls.</summary>
[ImplicitStreamSubscription(PartitionAppender.StreamName)]
public sealed partial class PartitionGrain(PartitionPorts ports, ILogger<PartitionGrain> logger)
    : Grain, IPartitionGrain, IStreamSubscriptionObserver, IAsyncObserver<LoggedBatch>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PartitionProcess? _process;
    private Task _running = Task.CompletedTask;

    private PartitionProcess Process => _process ?? throw new PartitionUnavailableException();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _process = new PartitionProcess(PartitionId.Parse(this.GetPrimaryKeyString()), ports);
        _running = RunAsync(_process);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<LoggedBatch>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(LoggedBatch item, StreamSequenceToken? token = null)
    {
        Process.Offer(item);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnCompletedAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex)
    {
        // Whatever the stream lost is in the log.
        LogStreamFailed(ex, this.GetPrimaryKeyString());
        Process.Poke();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PokeAsync()
    {
        Process.Poke();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DrainAsync() => Process.DrainAsync();

    /// <inheritdoc/>
    public Task<TwinSnapshot?> ReadAsync(string id) => Process.ReadAsync(id);

    /// <inheritdoc/>
    public Task<RowPage> ListAsync(string? after, int limit) => Task.FromResult(Process.List(after, limit));

    /// <inheritdoc/>
    public Task<PartitionStatus> StatusAsync() => Task.FromResult(Process.Status);

    private async Task RunAsync(PartitionProcess process)
    {
        // The activation must not wait for the disk.
        await Task.Yield();
        try
        {
            await process.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogEnded(this.GetPrimaryKeyString());
        }
        catch (Exception e)
        {
            // Fenced, lost its compare-and-set, or failed outside all rules: a new activation begins again from the checkpoint.
            LogGaveWay(e, this.GetPrimaryKeyString());
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stream of {Partition} reported an error; its log is read instead.")]
    private partial void LogStreamFailed(Exception exception, string partition);

    [LoggerMessage(LogLevel.Debug, "{Partition} has ended.")]
    private partial void LogEnded(string partition);

    [LoggerMessage(LogLevel.Error, "{Partition} ends this activation and begins again from its checkpoint.")]
    private partial void LogGaveWay(Exception exception, string partition);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
