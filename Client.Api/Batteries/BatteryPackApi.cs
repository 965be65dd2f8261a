using System.ComponentModel;
using Twins.Client.Api.Documents;
using Twins.Client.Api.Paging;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Batteries;

/// <summary><c>/v1/battery-packs</c>.</summary>
internal static class BatteryPackApi
{
    internal static void MapBatteryPacks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/battery-packs").WithTags("Battery packs");
        group.MapGet("/", ListAsync).WithName("listBatteryPacks").WithSummary("Battery packs, in order of code")
            .WithDescription("A page of all packs. Follow `next` until it is null.");
        group.MapGet("/{code}", GetAsync).WithName("getBatteryPack").WithSummary("One battery pack")
            .WithDescription("Everything that is known of the pack now; cells and probes are those that the vehicle carrying it reported last.");
    }

    private static async Task<Results<Ok<BatteryPackPage>, BadRequestProblem>> ListAsync(
        PartitionRows partitions,
        HttpResponse response,
        [Description(Parameters.Limit)] string? limit,
        [Description(Parameters.After)] string? after)
    {
        if (!PageRequest.TryRead(limit, after, new CursorScope(TwinKind.BatteryPack, ""), out var page, out var problem)) return problem;
        var rows = await partitions.ReadAsync<BatteryPackRow>(TwinKind.BatteryPack, page, matches: null);
        var next = page.CursorAfter(rows.LastId);
        response.LinkNext(next);
        return TypedResults.Ok(new BatteryPackPage([.. rows.Rows.Select(BatteryPackItem.Of)], next, rows.AsOf));
    }

    private static async Task<Results<DocumentResult<BatteryPackDocument>, BadRequestProblem, NotFoundProblem>> GetAsync(
        TwinReader twins,
        [Description("Pack code, or `~{vin}~{subsystem}`.")] string code,
        [Description(Parameters.Fields)] string? fields)
    {
        FieldSelection? selection = null;
        if (fields is not null && !FieldSelection.TryParse(fields, out selection, out var error)) return Problems.FieldsMalformed(error);
        if (await twins.BatteryPackAsync(code) is not { } pack) return Problems.BatteryPackUnknown(code);

        var vehicle = pack.Mounting is { } mounting ? await twins.VehicleAsync(mounting.Vin) : null;
        var document = BatteryPackDocument.Of(pack, CarriedBy(vehicle, pack));
        // The document is made of both twins, so its tag is too.
        var tag = vehicle is null ? $"v{pack.Version}" : $"v{pack.Version}-{vehicle.Version}";
        return Document.Respond(document, tag, selection);
    }

    /// <summary>The vehicle's reading of the pack, if the vehicle still carries it: the pack learns of a swap a moment later.</summary>
    private static PackReading? CarriedBy(VehicleSnapshot? vehicle, BatteryPackSnapshot pack) =>
        vehicle?.Packs.FirstOrDefault(mounted => mounted.Code == pack.Id) is { } place
            ? vehicle.PackReadings.FirstOrDefault(reading => reading.Subsystem == place.Subsystem)
            : null;
}
