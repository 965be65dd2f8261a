using Microsoft.AspNetCore.Diagnostics;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Http;

/// <summary>Exceptions that are answers: a partition that starts, a call that timed out, a request that is not HTTP. Others are failures, logged and answered 500.</summary>
internal sealed class ExceptionProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ProblemResult? problem = exception switch
        {
            PartitionUnavailableException => Problems.PartitionStarting,
            TimeoutException => Problems.Timeout,
            BadHttpRequestException bad => Problems.Malformed(bad.StatusCode),
            _ => null,
        };
        if (problem is null) return false;
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
