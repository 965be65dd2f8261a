using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Twins.Client.Api.Tests.Fakes;

namespace Twins.Client.Api.Tests;

/// <summary>The API on a real socket, over grains in memory and a clock of the test's.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private ApiHost(WebApplication app, FakeCluster cluster, FakeTimeProvider time)
    {
        (_app, Cluster, Time) = (app, cluster, time);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public FakeCluster Cluster { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    /// <summary>A guard against a test that hangs, and nothing more.</summary>
    public static CancellationToken Patience
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(TimeSpan.FromSeconds(60));
            return source.Token;
        }
    }

    public static async Task<ApiHost> StartAsync(
        int partitions = 8, Action<TwinsApiOptions>? configure = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        var cluster = new FakeCluster(partitions);
        var time = new FakeTimeProvider(Now);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(cluster.Factory).AddSingleton(cluster.Map).AddSingleton<TimeProvider>(time);
        builder.Services.AddTwinsApi();
        if (configure is not null) builder.Services.Configure(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapTwinsApi();
        map?.Invoke(app);
        await app.StartAsync(Patience);
        return new ApiHost(app, cluster, time);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience);
    }

    public async Task<string> TextAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Patience);
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await TextAsync(path));
        return document.RootElement.Clone();
    }

    /// <summary>Asserts that the answer is a problem, and a whole one; returns its detail.</summary>
    public async Task<string> ProblemAsync(HttpStatusCode status, string code, string path, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path, headers);
        return await ProblemAsync(status, code, response);
    }

    public static async Task<string> ProblemAsync(HttpStatusCode status, string code, HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Patience));
        var problem = document.RootElement;
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["type", "title", "status", "detail", "code"], problem.EnumerateObject().Select(member => member.Name));
        Assert.Equal("about:blank", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        var detail = problem.GetProperty("detail").GetString()!;
        Assert.EndsWith(".", detail, StringComparison.Ordinal);
        return detail;
    }

    public void Stop() => _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
