using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Twins.Client.Api.Http;

/// <summary>A response that is a problem. One subclass a status, so that a handler's return type names every outcome.</summary>
internal abstract class ProblemResult(int status, string code, string detail, int? retryAfterSeconds = null) : IResult, IStatusCodeHttpResult
{
    internal const string ContentType = "application/problem+json";

    public int? StatusCode => status;

    internal Problem Problem { get; } = new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, code);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (retryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(ApiJson.Invariant);
        return response.WriteAsJsonAsync(Problem, ApiJson.TypeInfo<Problem>(), ContentType, httpContext.RequestAborted);
    }

    /// <summary>The entry of a problem in an endpoint's description.</summary>
    internal static ProducesResponseTypeMetadata Describe(int status, string description) =>
        new(status, typeof(Problem), [ContentType]) { Description = description };
}

/// <summary>400.</summary>
internal sealed class BadRequestProblem(string code, string detail)
    : ProblemResult(StatusCodes.Status400BadRequest, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(Describe(StatusCodes.Status400BadRequest, "A parameter is wrong; `code` and `detail` say which and why."));
}

/// <summary>404.</summary>
internal sealed class NotFoundProblem(string code, string detail)
    : ProblemResult(StatusCodes.Status404NotFound, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(Describe(StatusCodes.Status404NotFound, "Nothing of this id is known."));
}

/// <summary>503 with <c>Retry-After</c>.</summary>
internal sealed class UnavailableProblem(string code, string detail, int retryAfterSeconds)
    : ProblemResult(StatusCodes.Status503ServiceUnavailable, code, detail, retryAfterSeconds);

/// <summary>Any other status.</summary>
internal sealed class OtherProblem(int status, string code, string detail) : ProblemResult(status, code, detail);
