using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twins.Bench.Common;

/// <summary>What was measured, and on what: the document of <c>./twins bench --json FILE</c>.</summary>
public sealed record Report
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ShortNumber() },
    };

    /// <summary>Where it ran.</summary>
    public Machine Machine { get; init; } = Machine.This();

    /// <summary>The version of the runtime.</summary>
    public string Dotnet { get; init; } = Environment.Version.ToString();

    /// <summary>Which engine; null where none takes part.</summary>
    public string? Engine { get; init; }

    /// <summary>Of the program that measured.</summary>
    public string? Commit { get; init; } = CommitOf(Assembly.GetEntryAssembly());

    /// <summary>When a report counts as kept, <c>fdatasync</c>; null where nothing is kept.</summary>
    public string? Durability { get; init; }

    /// <summary>Length of the frames sent; null where none are.</summary>
    public int? FrameBytes { get; init; }

    /// <summary>In the order in which they were measured.</summary>
    public IReadOnlyList<Measurement> Results { get; init; } = [];

    /// <summary>Writes the document; into a file that is there already, what it has of other measurements stays.</summary>
    public void Write(string path)
    {
        var merged = this;
        if (File.Exists(path) && JsonSerializer.Deserialize<Report>(File.ReadAllText(path), Json) is { } before)
        {
            merged = this with
            {
                Engine = Engine ?? before.Engine,
                Durability = Durability ?? before.Durability,
                FrameBytes = FrameBytes ?? before.FrameBytes,
                Results = [.. before.Results.Where(old => Results.All(result => result.Name != old.Name)), .. Results],
            };
        }

        File.WriteAllText(path, JsonSerializer.Serialize(merged, Json) + "\n");
    }

    private static string? CommitOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit, ..] ? commit : null;

    // Six digits say more than any benchmark knows.
    private sealed class ShortNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Math.Abs(value) >= 1000 ? (decimal)Math.Round(value) : decimal.Parse(value.ToString("G6", Invariant), System.Globalization.NumberStyles.Float, Invariant));

        private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
    }
}
