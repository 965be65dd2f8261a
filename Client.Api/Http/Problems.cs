namespace Twins.Client.Api.Http;

/// <summary>Every problem that the API answers with. Codes are stable; <c>docs/api.md</c> lists them.</summary>
internal static class Problems
{
    internal static NotFoundProblem VehicleUnknown(string vin) => new("vehicle-unknown",
        TwinIds.IsVehicle(vin)
            ? $"No vehicle with the VIN '{vin}' has reported to this system."
            : $"This is no VIN: a VIN has 1 to {TwinIds.MaxVinLength} printable ASCII characters other than '/'.");

    internal static NotFoundProblem BatteryPackUnknown(string code) => new("battery-pack-unknown",
        TwinIds.IsBatteryPack(code)
            ? $"No battery pack with the code '{code}' is known to this system."
            : $"This is no pack code: a code has 1 to {TwinIds.MaxPackCodeLength} printable ASCII characters other than '/'.");

    internal static BadRequestProblem FieldUnknown(string field) => new("field-unknown",
        $"The document has no field '{field}'; its fields are described in /openapi/v1.json.");

    internal static BadRequestProblem FieldsMalformed(string why) => new("fields-malformed",
        $"The parameter 'fields' cannot be read: {why}; write it like 'status,state.vehicle(socPercent,speedKmh)'.");

    internal static BadRequestProblem ParameterInvalid(string name, string rule) => new("parameter-invalid", $"The parameter '{name}' must be {rule}.");

    internal static BadRequestProblem CursorInvalid(string name) => new("cursor-invalid",
        $"The value of '{name}' is not a cursor of this resource with these filters; start again without it.");

    internal static UnavailableProblem TooManySubscribers(int max) => new("subscribers-exhausted",
        $"All {max} event subscriptions of this server are in use; try again later, or read pages with 'after'.", retryAfterSeconds: 5);

    internal static UnavailableProblem PartitionStarting { get; } = new("partition-starting",
        "The part of the system that holds this is starting; ask again in a second.", retryAfterSeconds: 1);

    internal static UnavailableProblem Timeout { get; } = new("timeout",
        "The system did not answer in time; ask again in a few seconds.", retryAfterSeconds: 5);

    internal static OtherProblem OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new(StatusCodes.Status404NotFound, "route-unknown",
            "There is no resource at this path; /openapi/v1.json describes all of them."),
        StatusCodes.Status405MethodNotAllowed => new(StatusCodes.Status405MethodNotAllowed, "method-not-allowed",
            $"This resource does not allow the method of the request; it allows {context.Response.Headers.Allow}."),
        var status and >= 500 => new(status, "internal-error", "The request failed inside the server; the server's log says why."),
        var status => new(status, "request-invalid", "The request cannot be processed as it was sent; see its status."),
    };

    internal static OtherProblem Malformed(int status) => new(status, "request-invalid", "The request is not well-formed HTTP, or exceeds a limit of the server.");
}
