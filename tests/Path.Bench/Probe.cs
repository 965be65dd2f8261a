using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Twins.Protocols.Gbt32960;

namespace Twins.Path.Bench;

/// <summary>One vehicle after the other whose reports are looked for as soon as they are accepted: how long until a query shows them.</summary>
internal static class Probe
{
    /// <summary>More than the load has.</summary>
    private const int FirstVehicle = 900_000_000;
    private const int ProbedVehicles = 64;

    /// <summary>Until cancelled: milliseconds from the answer to the first query that shows the report, sorted.</summary>
    public static async Task<double[]> RunAsync(SiloUnderTest silo, CancellationToken stop)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(silo.Intake, CancellationToken.None);
        var stream = client.GetStream();
        var template = new FrameTemplate(alarmLevel: 0);
        var buffer = new byte[template.Length];
        var answer = new byte[FrameView.Overhead + BeijingTime.Length];
        var login = new byte[128];
        var length = FrameWriter.PlatformLogin(login, Edition.V2016, "PROBE", DateTimeOffset.UtcNow, 1, SiloUnderTest.User, SiloUnderTest.Password);
        await stream.WriteAsync(login.AsMemory(0, length), CancellationToken.None);
        await stream.ReadExactlyAsync(answer, CancellationToken.None);
        var found = new List<double>();
        for (uint number = 1; !stop.IsCancellationRequested; number++)
        {
            var vehicle = FirstVehicle + (int)(number % ProbedVehicles);
            template.Write(buffer, vehicle, DateTimeOffset.UtcNow, number);
            await stream.WriteAsync(buffer, CancellationToken.None);
            await stream.ReadExactlyAsync(answer, CancellationToken.None);
            var accepted = Stopwatch.GetTimestamp();
            while (!await ShowsAsync(silo.Http, FrameTemplate.VinOf(vehicle), number))
            {
            }

            found.Add(Stopwatch.GetElapsedTime(accepted).TotalMilliseconds);
        }

        return [.. found.Order()];
    }

    private static async Task<bool> ShowsAsync(HttpClient http, string vin, uint odometerTenths)
    {
        using var response = await http.GetAsync(new Uri($"/v1/vehicles/{vin}?fields=state.vehicle(odometerKm)", UriKind.Relative));
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        var document = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>();
        return string.Create(CultureInfo.InvariantCulture, $"{odometerTenths / 10.0:F1}") ==
            string.Create(CultureInfo.InvariantCulture, $"{document!["state"]!["vehicle"]!["odometerKm"]!.GetValue<double>():F1}");
    }
}
