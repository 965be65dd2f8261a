using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Twins.Crash.Harness;

/// <summary>Waits until a silo has nothing left to do.</summary>
internal static class Settled
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The picture when no partition lags and nothing changes any more.</summary>
    public static async Task<Picture> PictureAsync(HttpClient http)
    {
        var begun = Stopwatch.GetTimestamp();
        for (Picture? before = null; ;)
        {
            var system = (await http.GetFromJsonAsync<JsonObject>("/v1/system"))!;
            var picture = await Picture.TakeAsync(http);
            var isStill = system["partitions"]!["maxLag"]!.GetValue<long>() == 0 && system["reports"]!["lag"]!.GetValue<long>() == 0;
            var difference = before is null ? "it has just begun" : Picture.Difference(before.Lines(), picture.Lines());
            if (isStill && difference is null) return picture;
            if (Stopwatch.GetElapsedTime(begun) > s_patience) throw new CrashCheckException($"The silo does not come to rest; it says {system.ToJsonString()}, and this changes: {difference}");
            before = picture;
            await Task.Delay(s_pause);
        }
    }

    /// <summary>Waits until nothing changes any more: what comes twice may come late.</summary>
    /// <exception cref="CrashCheckException">The picture is another then.</exception>
    public static async Task EqualAsync(string whose, IReadOnlyList<string> expected, HttpClient http, Func<Picture, IReadOnlyList<string>> view)
    {
        if (Picture.Difference(expected, view(await PictureAsync(http))) is { } difference) throw new CrashCheckException($"The picture {whose} is another: {difference}");
    }
}
