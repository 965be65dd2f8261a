using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twins.Bench.Common;

/// <summary>One measured number, as <c>./twins bench --json</c> writes it. What one benchmark adds of its own goes into <see cref="More"/>.</summary>
public sealed record Measurement
{
    /// <summary>Group and number, <c>engine.calls</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Of all figures: <c>calls/s</c>, <c>bytes</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Of the runs.</summary>
    public double? Median { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public IReadOnlyList<double>? Runs { get; init; }

    /// <summary>What the machine did at best in the same minutes: the median of the floor's runs, one before each run.</summary>
    public double? Floor { get; init; }

    /// <summary>How near the floor: rate by floor, or floor by cost, the median over the runs. Higher is better; much the same on every machine.</summary>
    public double? Ratio { get; init; }

    /// <summary>The largest ratio of a run less the smallest, as a part of the median ratio.</summary>
    public double? Spread { get; init; }

    /// <summary>Bytes allocated for one operation, the median of the runs.</summary>
    public double? AllocatedBytes { get; init; }

    /// <summary>Figures that only this benchmark has, <c>offered</c>, <c>p99</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }

    /// <summary>The same with one figure more.</summary>
    public Measurement With(string name, double value) =>
        this with { More = new Dictionary<string, JsonElement>(More ?? new Dictionary<string, JsonElement>()) { [name] = JsonSerializer.SerializeToElement(value, Report.Json) } };

    /// <summary>Makes the measurement of several runs, each beside its floor.</summary>
    /// <param name="name">Group and number.</param>
    /// <param name="unit">Of runs and floors.</param>
    /// <param name="runs">At least one.</param>
    /// <param name="floors">None, or one for each run.</param>
    /// <param name="lessIsBetter">Whether the runs are costs; if not, they are rates.</param>
    public static Measurement Of(string name, string unit, IReadOnlyList<double> runs, IReadOnlyList<double>? floors = null, bool lessIsBetter = false)
    {
        var measurement = new Measurement { Name = name, Unit = unit, Median = MedianOf(runs), Runs = runs };
        if (floors is null) return measurement;
        var ratios = runs.Zip(floors, (run, floor) => lessIsBetter ? floor / run : run / floor).ToList();
        var ratio = MedianOf(ratios);
        return measurement with { Floor = MedianOf(floors), Ratio = ratio, Spread = (ratios.Max() - ratios.Min()) / ratio };
    }

    /// <summary>The middle value; of an even number, the mean of the middle two.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
