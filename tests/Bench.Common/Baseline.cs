using System.Text.Json;

namespace Twins.Bench.Common;

/// <summary>What a measurement was when it was last accepted.</summary>
/// <param name="Ratio">How near its floor; null where it has none.</param>
/// <param name="Spread">Of the ratio, from run to run.</param>
/// <param name="MostBytes">Bytes that an operation may allocate, or that the measured thing may take: the same on every machine; null where none is promised.</param>
public sealed record Accepted(double? Ratio, double? Spread, double? MostBytes);

/// <summary>
/// The committed file <c>bench/baseline.json</c>: for each engine, what each measurement was. Rates differ by machine and are not in it.
/// </summary>
public sealed class Baseline
{
    private const double Tolerance = 0.10;
    private readonly SortedDictionary<string, SortedDictionary<string, Accepted>> _engines;

    private Baseline(SortedDictionary<string, SortedDictionary<string, Accepted>> engines) => _engines = engines;

    /// <summary>An empty one.</summary>
    public Baseline()
        : this([])
    {
    }

    /// <summary>Reads the file; empty where there is none.</summary>
    public static Baseline Read(string path) =>
        new(File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, Accepted>>>(File.ReadAllText(path), Report.Json) ?? [] : []);

    /// <summary>The file of the repository that the program was built in.</summary>
    /// <exception cref="FileNotFoundException">The program stands outside of it.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Twins.sln"))) return Path.Combine(folder.FullName, "bench", "baseline.json");
        }

        throw new FileNotFoundException($"No folder above {AppContext.BaseDirectory} holds Twins.sln, so bench/baseline.json cannot be found: run the benchmark from where it was built.");
    }

    /// <summary>One sentence for each measurement that has become worse by more than 10 % and by more than both spreads.</summary>
    public IReadOnlyList<string> Regressions(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var sentences = new List<string>();
        foreach (var result in report.Results)
        {
            if (!For(report.Engine).TryGetValue(result.Name, out var accepted)) continue;
            var noise = Math.Max(Tolerance, Math.Max(result.Spread ?? 0, accepted.Spread ?? 0));
            if (result.Ratio is { } ratio && accepted.Ratio is { } before && ratio < before * (1 - noise))
                sentences.Add(FormattableString.Invariant($"{result.Name} is at {ratio:G4} of its floor and was at {before:G4}: worse by {1 - (ratio / before):P0}, and {noise:P0} may be chance."));
            if (Bytes(result) is { } bytes && accepted.MostBytes is { } most && bytes > (most * (1 + Tolerance)) + 1)
                sentences.Add(FormattableString.Invariant($"{result.Name} takes {bytes:N0} bytes and took {most:N0}."));
        }

        return sentences;
    }

    /// <summary>Takes the measurements of a report for what is accepted from now on.</summary>
    public void Accept(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var result in report.Results.Where(result => result.Ratio is not null || Bytes(result) is not null))
            For(report.Engine)[result.Name] = new(result.Ratio, result.Spread, Bytes(result));
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(_engines, Report.Json) + "\n");
    }

    // Only what a floor does not scale: with a floor, the bytes are in the ratio.
    private static double? Bytes(Measurement result)
        => result.AllocatedBytes ?? (result.Ratio is null && result.Unit.StartsWith("bytes", StringComparison.Ordinal) ? result.Median : null);

    private SortedDictionary<string, Accepted> For(string? engine)
    {
        var key = engine ?? "none";
        if (!_engines.TryGetValue(key, out var results)) _engines.Add(key, results = new(StringComparer.Ordinal));
        return results;
    }
}
