using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Twins.Silo.Intake;

/// <summary>The answers of one connection, in the order of its frames, each sent when what it acknowledges is durable.</summary>
/// <param name="output">To the sender.</param>
/// <param name="patience">How long he may take to read what is on its way to him.</param>
/// <param name="time">The clock.</param>
internal sealed class Answers(PipeWriter output, TimeSpan patience, TimeProvider time)
{
    /// <summary>
    /// Answers that may wait; then the connection is not read until one has gone. So many that what comes beyond the silo's limit is answered with an error, and not held back behind
    /// what is being written; few enough that a sender who does not read takes no more than his own socket buffers do.
    /// </summary>
    private const int MaxWaiting = 16_384;

    private readonly Channel<(Task Durable, byte[] Frame)> _waiting = Channel.CreateBounded<(Task, byte[])>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>An answer to what is durable when the task completes; an empty one where the sender only must not go on if it never is.</summary>
    public ValueTask AddAsync(Task durable, byte[] frame, CancellationToken cancellationToken) =>
        _waiting.Writer.WriteAsync((durable, frame), cancellationToken);

    /// <summary>No more answers come; <see cref="SendAsync"/> ends after the last.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Takes and drops what waits, until the last: a sender that no longer reads loses its answers, not its frames.</summary>
    public async Task DropAsync()
    {
        await foreach (var _ in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>Sends until the last, or until nobody reads.</summary>
    /// <exception cref="NotDurableException">What is to be acknowledged is not in the log.</exception>
    /// <exception cref="TimeoutException">The sender does not read.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var reader = _waiting.Reader;
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out var answer))
            {
                if (!answer.Durable.IsCompletedSuccessfully)
                {
                    // What is ready goes out before waiting for the disk.
                    await FlushAsync(cancellationToken);
                    await answer.Durable.WaitAsync(cancellationToken);
                }

                output.Write(answer.Frame);
            }

            if ((await FlushAsync(cancellationToken)).IsCompleted) return;
        }
    }

    private async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        var flushing = output.FlushAsync(cancellationToken);
        return flushing.IsCompletedSuccessfully ? flushing.Result : await flushing.AsTask().WaitAsync(patience, time, cancellationToken);
    }
}
