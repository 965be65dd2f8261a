using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Twins.Client.Api.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("*/*")]
    [InlineData("text/html")]
    [InlineData("text/event-stream")]
    public async Task A_path_without_a_resource_is_a_problem_whatever_the_client_accepts(string accept)
    {
        await using var api = await ApiHost.StartAsync();
        await api.ProblemAsync(HttpStatusCode.NotFound, "route-unknown", "/v1/submarines", ("Accept", accept));
    }

    [Fact]
    public async Task A_method_that_a_resource_does_not_allow_is_405_and_names_those_it_does()
    {
        await using var api = await ApiHost.StartAsync();
        using var response = await api.Client.DeleteAsync("/v1/system", ApiHost.Patience);
        Assert.Contains("GET", await ApiHost.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed", response), StringComparison.Ordinal);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_failure_is_500_and_keeps_its_reason_to_itself()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.System.Failure = new InvalidOperationException("secret detail");
        using var response = await api.GetAsync("/v1/system");
        Assert.DoesNotContain("secret", await ApiHost.ProblemAsync(HttpStatusCode.InternalServerError, "internal-error", response), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData(StatusCodes.Status400BadRequest, "request-invalid")]
    [InlineData(StatusCodes.Status413PayloadTooLarge, "request-invalid")]
    [InlineData(StatusCodes.Status502BadGateway, "internal-error")]
    public async Task A_bare_status_of_the_hosts_own_endpoints_becomes_a_problem(int status, string code)
    {
        await using var api = await ApiHost.StartAsync(map: app => app.MapGet("/bare", () => TypedResults.StatusCode(status)));
        await api.ProblemAsync((HttpStatusCode)status, code, "/bare");
    }

    [Fact]
    public async Task A_parameter_that_cannot_be_bound_is_a_problem()
    {
        await using var api = await ApiHost.StartAsync(map: app => app.MapGet("/bound", (int number) => number));
        await api.ProblemAsync(HttpStatusCode.BadRequest, "request-invalid", "/bound?number=many");
    }

    [Fact]
    public async Task A_response_forbids_browsers_what_an_api_does_not_need()
    {
        await using var api = await ApiHost.StartAsync();
        using var response = await api.GetAsync("/v1/system");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Bytes_that_are_not_http_are_answered_400_and_the_server_lives_on()
    {
        await using var api = await ApiHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, api.Client.BaseAddress!.Port, ApiHost.Patience);
        await socket.GetStream().WriteAsync("\u0001\u0002\r\n\r\n"u8.ToArray(), ApiHost.Patience);
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync(ApiHost.Patience));
        Assert.Equal("""{"status":"live"}""", await api.TextAsync("/healthz/live"));
    }
}
