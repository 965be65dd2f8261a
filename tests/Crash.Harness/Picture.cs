using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Twins.Crash.Harness;

/// <summary>Everything that a silo shows of its fleet, as text that can be compared: twins, rows, and the events of each subject in order.</summary>
internal sealed class Picture
{
    private static readonly string[] s_ofTheLink = ["twins.vehicle.link.", "twins.vehicle.silent.", "twins.vehicle.online.", "twins.vehicle.offline."];
    private readonly SortedDictionary<string, JsonObject> _twins = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<JsonObject>> _events = new(StringComparer.Ordinal);

    public int Twins => _twins.Count / 2;

    public int Events => _events.Values.Sum(events => events.Count);

    public static async Task<Picture> TakeAsync(HttpClient http)
    {
        var picture = new Picture();
        foreach (var (list, key) in ((string, string)[])[("/v1/vehicles", "vin"), ("/v1/battery-packs", "code")]) await picture.AddTwinsAsync(http, list, key);
        await EachAsync(http, "/v1/events", item =>
        {
            item.Remove("cursor");
            var subject = item["subject"]!.GetValue<string>();
            if (!picture._events.TryGetValue(subject, out var events)) picture._events.Add(subject, events = []);
            events.Add(item);
            return Task.CompletedTask;
        });
        return picture;
    }

    /// <summary>The whole of it.</summary>
    public IReadOnlyList<string> Lines() => [.. Lines(twin => twin, _ => true, happened => happened)];

    /// <summary>What does not depend on how often and when frames arrived: without links, counters, versions, arrival times and ids.</summary>
    public IReadOnlyList<string> Story() => [.. Lines(
        twin => Without(twin, "version", "receivedAt", "link", "counters", "status", "conflicts"),
        happened => !s_ofTheLink.Any(prefix => happened["type"]!.GetValue<string>().StartsWith(prefix, StringComparison.Ordinal)),
        // A report without a time of its own is told with that of its arrival.
        happened => happened["time"]?.ToString() == happened["receivedat"]?.ToString() ? Without(happened, "id", "receivedat", "time") : Without(happened, "id", "receivedat"))];

    /// <summary>The first difference, one sentence; null where there is none.</summary>
    public static string? Difference(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (e, a) = (i < expected.Count ? expected[i] : "nothing", i < actual.Count ? actual[i] : "nothing");
            if (e != a) return $"line {i}: expected\n{e}\nand found\n{a}";
        }

        return null;
    }

    private async Task AddTwinsAsync(HttpClient http, string list, string key) => await EachAsync(http, list, async row =>
    {
        var id = row[key]!.GetValue<string>();
        _twins.Add($"row {list}/{id}", row);
        _twins.Add($"twin {list}/{id}", (await http.GetFromJsonAsync<JsonObject>($"{list}/{Uri.EscapeDataString(id)}"))!);
    });

    private static async Task EachAsync(HttpClient http, string list, Func<JsonObject, Task> item)
    {
        for (string? after = ""; after is not null;)
        {
            var page = (await http.GetFromJsonAsync<JsonObject>($"{list}?limit=1000{(after.Length > 0 ? $"&after={Uri.EscapeDataString(after)}" : "")}"))!;
            foreach (var found in page["items"]!.AsArray()) await item(found!.DeepClone().AsObject());
            after = page["next"]?.GetValue<string>();
        }
    }

    private IEnumerable<string> Lines(Func<JsonObject, JsonObject> twin, Func<JsonObject, bool> tells, Func<JsonObject, JsonObject> happened)
    {
        foreach (var (name, document) in _twins) yield return $"{name} {twin(document).ToJsonString()}";
        foreach (var (subject, events) in _events)
            foreach (var record in events.Where(tells)) yield return $"event {subject} {happened(record).ToJsonString()}";
    }

    private static JsonObject Without(JsonObject document, params string[] names)
    {
        var rest = document.DeepClone().AsObject();
        foreach (var name in names) rest.Remove(name);
        return rest;
    }
}
