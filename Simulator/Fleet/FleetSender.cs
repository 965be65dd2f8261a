using System.Buffers;
using Twins.Simulator.Link;

namespace Twins.Simulator.Fleet;

/// <summary>
/// Keeps a fleet on line: connects, logs in, reports at a steady rate, comes back when the connection is lost, and logs everyone out at the end. The load is open
/// loop: what is due is sent, however slowly the server answers.
/// </summary>
internal sealed class FleetSender(FleetOptions options, TimeProvider time, TextWriter diagnostics)
{
    private const int MostReportsAtOnce = 256, FailuresBeforePause = 3;

    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly FleetConversation _conversation = new(
        new FleetModel(options.Vehicles, options.Seed, time.GetUtcNow()), new FleetFrames(options.Edition, options.Key));
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private LoginSequence _login;
    private int _failures;

    /// <summary>What was sent and answered, over all connections.</summary>
    internal LinkCounts Counts { get; } = new();

    /// <summary>Runs until <paramref name="stop"/>, and then a few seconds at most until the logouts are answered.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var armed = stop.Register(() => deadline.CancelAfter(FarewellTime));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ServeConnectionAsync(stop, deadline.Token);
            }
            catch (LinkException e)
            {
                Counts.AddFailure();
                _failures++;
                await diagnostics.WriteLineAsync(e.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await diagnostics.WriteLineAsync("Stopped before all logouts were answered.");
            }
            if (!stop.IsCancellationRequested)
                await Task.Delay(_failures % FailuresBeforePause == 0 ? options.Pause : options.Retry, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeConnectionAsync(CancellationToken stop, CancellationToken deadline)
    {
        await using var link = await PlatformLink.ConnectAsync(options.Server, Counts, stop);
        if (options.Credentials is { } credentials)
            await link.LogInAsync(options.Edition, credentials, _login.Next(time.GetUtcNow()), time, stop);
        _failures = 0;
        _conversation.StartOver();
        await ReportAsync(link, stop, deadline);
        await SayFarewellAsync(link, deadline);
    }

    private async Task ReportAsync(PlatformLink link, CancellationToken stop, CancellationToken deadline)
    {
        var period = TimeSpan.FromSeconds(1 / options.ReportsPerSecond);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, link.Over);
        using var timer = new PeriodicTimer(period > ShortestTick ? period : ShortestTick, time);
        var start = time.GetTimestamp();
        var reported = 0L;
        do
        {
            var due = 1 + (long)(time.GetElapsedTime(start).TotalSeconds * options.ReportsPerSecond);
            while (reported < due && !over.IsCancellationRequested)
            {
                var reports = (int)Math.Min(due - reported, MostReportsAtOnce);
                await SendAsync(link, _conversation.WriteReports(_buffer, reports, time.GetUtcNow()), deadline);
                reported += reports;
            }
        }
        while (await TicksAsync(timer, over.Token));
        if (!stop.IsCancellationRequested)
            await ThrowClosedAsync(link);
    }

    private static async Task<bool> TicksAsync(PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            return await timer.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ThrowClosedAsync(PlatformLink link)
    {
        await link.Closed;
        throw new LinkException($"{options.Server} closed the connection.");
    }

    private async Task SayFarewellAsync(PlatformLink link, CancellationToken deadline)
    {
        var now = time.GetUtcNow();
        await SendAsync(link, _conversation.WriteLogouts(_buffer, now), deadline);
        if (options.Credentials is { } credentials)
            await link.LogOutAsync(options.Edition, credentials, _login.Current, now, deadline);
        link.FinishSending();
        await link.AwaitCloseAsync(FarewellTime, time, deadline);
    }

    private async Task SendAsync(PlatformLink link, int frames, CancellationToken deadline)
    {
        if (frames > 0)
            await link.SendAsync(_buffer.WrittenMemory, frames, deadline);
        _buffer.ResetWrittenCount();
    }
}
