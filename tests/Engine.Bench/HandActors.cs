using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Twins.Engine.Bench;

/// <summary>The floor: what the platform alone gives to somebody who writes actors by hand. A channel each, read by one loop, found by its key.</summary>
internal sealed class HandActors
{
    private readonly ConcurrentDictionary<string, HandActor> _actors = new();

    public HandActor Get(string key) => _actors.GetOrAdd(key, static _ => new HandActor());
}

/// <summary>One of them: it answers one request after the other.</summary>
internal sealed class HandActor
{
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });

    public HandActor() => _ = ReadAsync();

    public Task<int> Call(int value)
    {
        var request = new Request(value);
        _requests.Writer.TryWrite(request);
        return request.Task;
    }

    private async Task ReadAsync()
    {
        await foreach (var request in _requests.Reader.ReadAllAsync())
            request.SetResult(request.Value);
    }

    private sealed class Request(int value) : TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Value => value;
    }
}
