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
        using var patience = new CancellationTokenSource(s_patience);
        for (Picture? before = null; ;)
        {
            var system = (await http.GetFromJsonAsync<JsonObject>("/v1/system", patience.Token))!;
            var picture = await Picture.TakeAsync(http);
            var isStill = system["partitions"]!["maxLag"]!.GetValue<long>() == 0 && system["reports"]!["lag"]!.GetValue<long>() == 0;
            if (isStill && before is not null && Picture.Difference(before.Lines(), picture.Lines()) is null) return picture;
            before = picture;
            await Task.Delay(s_pause, patience.Token);
        }
    }

    /// <summary>Waits until nothing changes any more: what comes twice may come late.</summary>
    /// <exception cref="CrashCheckException">The picture is another then.</exception>
    public static async Task EqualAsync(string whose, IReadOnlyList<string> expected, HttpClient http, Func<Picture, IReadOnlyList<string>> view)
    {
        if (Picture.Difference(expected, view(await PictureAsync(http))) is { } difference) throw new CrashCheckException($"The picture {whose} is another: {difference}");
    }
}
