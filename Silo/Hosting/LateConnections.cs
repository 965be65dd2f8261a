using Microsoft.AspNetCore.Connections;

namespace Twins.Silo.Hosting;

/// <summary>
/// A stop gives whoever is connected a while to take what is on its way to him; then his connection is cut. A peer that does not read must not use up the time in
/// which the partitions are drained.
/// </summary>
internal sealed class LateConnections : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenRegistration _stopping;

    /// <param name="lifetime">Says when the stop begins.</param>
    /// <param name="patience">From there to the cut.</param>
    /// <param name="time">The clock.</param>
    public LateConnections(IHostApplicationLifetime lifetime, TimeSpan patience, TimeProvider time)
    {
        _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() => _late.CancelAfter(patience));
    }

    /// <summary>Cancelled when nobody is waited for any more.</summary>
    public CancellationToken Token => _late.Token;

    /// <summary>Has the connections of an endpoint cut; to be called before anything else that is used there.</summary>
    public void CutAt(IConnectionBuilder endpoint) => endpoint.Use(next => async connection =>
    {
        await using var cut = Token.Register(Cut);
        try
        {
            await next(connection);
        }
        finally
        {
            // Whoever gave up for the same token may be here before its turn has come, and the transport would go on sending.
            if (Token.IsCancellationRequested) Cut();
        }

        void Cut() => connection.Abort(new ConnectionAbortedException("The silo stops, and what was on its way was not taken in time."));
    });

    public void Dispose()
    {
        _stopping.Dispose();
        _late.Dispose();
    }
}
