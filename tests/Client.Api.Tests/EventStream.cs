using System.Net;

namespace Twins.Client.Api.Tests;

/// <summary>A client of the event stream, which reads when the test says so.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public static async Task<EventStream> OpenAsync(ApiHost api, string query = "", string? lastEventId = null)
    {
        var response = await SendAsync(api, query, lastEventId);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        return new EventStream(response, await response.Content.ReadAsStreamAsync(ApiHost.Patience));
    }

    public static async Task<HttpResponseMessage> SendAsync(ApiHost api, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/events{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiHost.Patience);
    }

    /// <summary>Lines up to the next empty one.</summary>
    public async Task<string[]> BlockAsync()
    {
        var block = new List<string>();
        while (await _lines.ReadLineAsync(ApiHost.Patience) is { } line)
        {
            if (line.Length == 0) return [.. block];
            block.Add(line);
        }

        throw new EndOfStreamException($"The stream ended after '{string.Join('|', block)}'.");
    }

    /// <summary>What is left of the stream once it has ended.</summary>
    public Task<string> RestAsync() => _lines.ReadToEndAsync(ApiHost.Patience);

    /// <summary>Cursors of the next events, comments left out.</summary>
    public async Task<string[]> CursorsAsync(int count)
    {
        var cursors = new List<string>();
        while (cursors.Count < count)
        {
            var block = await BlockAsync();
            if (block[0][0] != ':') cursors.Add(block[0]["id: ".Length..]);
        }

        return [.. cursors];
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
