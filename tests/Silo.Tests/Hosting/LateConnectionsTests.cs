using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Twins.Silo.Hosting;
using Twins.Silo.Tests.Intake;

namespace Twins.Silo.Tests.Hosting;

/// <summary>A stop cuts who is still connected after a while, whatever ends first.</summary>
public sealed class LateConnectionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly LateConnections _late;
    private readonly PipedConnection _connection = new();

    public LateConnectionsTests() => _late = new LateConnections(_lifetime, TimeSpan.FromSeconds(4), _time);

    public void Dispose()
    {
        _late.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task A_connection_is_cut_when_the_patience_of_a_stop_is_over_and_not_before()
    {
        var ended = new TaskCompletionSource();
        var running = Run(_ => ended.Task);
        _time.Advance(TimeSpan.FromHours(1));
        _lifetime.StopApplication();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("", _connection.Reason);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("not taken in time", _connection.Reason, StringComparison.Ordinal);
        ended.SetResult();
        await running;
    }

    [Fact]
    public async Task It_is_cut_also_where_its_handler_has_given_up_before_its_turn()
    {
        var running = Run(_ =>
        {
            // Ends within the cancellation, which comes to the newest first.
            var ended = new TaskCompletionSource();
            _late.Token.Register(ended.SetResult);
            return ended.Task;
        });
        _lifetime.StopApplication();
        _time.Advance(TimeSpan.FromSeconds(4));
        await running;
        Assert.Contains("not taken in time", _connection.Reason, StringComparison.Ordinal);
    }

    private Task Run(Func<ConnectionContext, Task> handler)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var endpoint = new ConnectionBuilder(services);
        _late.CutAt(endpoint);
        endpoint.Run(handler);
        return endpoint.Build()(_connection);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
