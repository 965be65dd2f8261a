using System.ComponentModel;
using Twins.Client.Api.Documents;
using Twins.Client.Api.Paging;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary><c>/v1/vehicles</c>.</summary>
internal static class VehicleApi
{
    internal static void MapVehicles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/vehicles").WithTags("Vehicles");
        group.MapGet("/", ListAsync).WithName("listVehicles").WithSummary("Vehicles, in order of VIN")
            .WithDescription("A page of the fleet. Follow `next` until it is null; a page may hold fewer items than `limit`.");
        group.MapGet("/{vin}", GetAsync).WithName("getVehicle").WithSummary("One vehicle")
            .WithDescription("Everything that is known of the vehicle now. `If-None-Match` with the last `ETag` answers 304 while nothing has changed.");
    }

    private static async Task<Results<Ok<VehiclePage>, BadRequestProblem>> ListAsync(
        PartitionRows partitions,
        HttpResponse response,
        [Description(Parameters.Limit)] string? limit,
        [Description(Parameters.After)] string? after,
        [Description("Only vehicles of this status: online, silent or offline.")] string? status)
    {
        VehicleStatus? wanted = null;
        if (status is not null && (wanted = StatusOf(status)) is null)
            return Problems.ParameterInvalid(nameof(status), "online, silent or offline");
        if (!PageRequest.TryRead(limit, after, new CursorScope(TwinKind.Vehicle, status ?? ""), out var page, out var problem)) return problem;

        var rows = await partitions.ReadAsync<VehicleRow>(TwinKind.Vehicle, page, wanted is null ? null : row => row.Status == wanted);
        var next = page.CursorAfter(rows.LastId);
        response.LinkNext(next);
        return TypedResults.Ok(new VehiclePage([.. rows.Rows.Select(VehicleItem.Of)], next, rows.AsOf));
    }

    private static async Task<Results<DocumentResult<VehicleDocument>, BadRequestProblem, NotFoundProblem>> GetAsync(
        TwinReader twins,
        [Description("VIN, 17 characters.")] string vin,
        [Description(Parameters.Fields)] string? fields)
    {
        FieldSelection? selection = null;
        if (fields is not null && !FieldSelection.TryParse(fields, out selection, out var error)) return Problems.FieldsMalformed(error);
        if (await twins.VehicleAsync(vin) is not { } vehicle) return Problems.VehicleUnknown(vin);
        return Document.Respond(VehicleDocument.Of(vehicle), $"v{vehicle.Version}", selection);
    }

    private static VehicleStatus? StatusOf(string text) => text switch
    {
        "online" => VehicleStatus.Online,
        "silent" => VehicleStatus.Silent,
        "offline" => VehicleStatus.Offline,
        _ => null,
    };
}
