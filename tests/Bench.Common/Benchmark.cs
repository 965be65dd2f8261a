namespace Twins.Bench.Common;

/// <summary>
/// The program of a group of measurements, <c>[NAME] [--json FILE] [--check] [--accept]</c>. NAME is the group or one measurement of it;
/// <c>--json</c> adds the results to a file, <c>--check</c> compares with <c>bench/baseline.json</c>, <c>--accept</c> writes them there.
/// </summary>
public sealed class Benchmark
{
    private readonly List<Measurement> _results = [];
    private readonly string _group;
    private string? _only, _json;
    private bool _check, _accept;

    private Benchmark(string group) => _group = group;

    /// <summary>What is said of all results: engine, durability, length of frames. Machine, runtime and commit are filled in.</summary>
    public Report Header { get; set; } = new();

    /// <summary>Runs a program of measurements.</summary>
    /// <param name="group">What the names of its measurements begin with.</param>
    /// <param name="args">The command line.</param>
    /// <param name="measure">Measures what <see cref="Wants"/> and adds the results.</param>
    /// <returns>The exit code: 0 completed, 2 a wrong command line, 4 a regression.</returns>
    public static async Task<int> RunAsync(string group, string[] args, Func<Benchmark, Task> measure)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(measure);
        var benchmark = new Benchmark(group);
        if (benchmark.Parse(args) is { } error)
        {
            await Console.Error.WriteLineAsync(error);
            return 2;
        }

        await measure(benchmark);
        return await benchmark.FinishAsync();
    }

    /// <summary>Whether a measurement of that name was asked for.</summary>
    public bool Wants(string name) => _only is null || _only == _group || name == _only || name.StartsWith(_only + ".", StringComparison.Ordinal);

    /// <summary>Adds a result and prints it.</summary>
    public void Add(Measurement result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _results.Add(result);
        var figures = new List<(string Name, double? Value)> { ("floor", result.Floor), ("ratio", result.Ratio), ("spread", result.Spread), ("allocatedBytes", result.AllocatedBytes) };
        figures.AddRange((result.More ?? new Dictionary<string, System.Text.Json.JsonElement>()).Select(pair => (pair.Key, (double?)pair.Value.GetDouble())));
        var rest = string.Join("  ", figures.Where(figure => figure.Value is not null).Select(figure => FormattableString.Invariant($"{figure.Name}={Short(figure.Value!.Value)}")));
        Console.WriteLine(FormattableString.Invariant($"{result.Name,-28} {Short(result.Median ?? 0),12} {result.Unit,-12} {rest}"));
    }

    /// <summary>Measures by several runs, each after a run of its floor, and adds the result; does nothing when it is not wanted.</summary>
    /// <param name="name">Group and number.</param>
    /// <param name="unit">Of what the runs return.</param>
    /// <param name="run">One run; it returns a rate, or a cost.</param>
    /// <param name="floor">What the machine can do at best, in the same unit; null for none.</param>
    /// <param name="runs">How many, after one that warms up and is not counted.</param>
    /// <param name="lessIsBetter">Whether a run returns a cost.</param>
    public async Task MeasureAsync(string name, string unit, Func<Task<Run>> run, Func<Task<Run>>? floor = null, int runs = 5, bool lessIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!Wants(name)) return;
        var measured = new List<Run>();
        var floors = new List<double>();
        for (var number = 0; number <= runs; number++)
        {
            if (floor is not null) floors.Add((await floor()).Value);
            measured.Add(await run());
        }

        var counted = measured.Skip(1).ToList();
        var result = Measurement.Of(name, unit, counted.ConvertAll(one => one.Value), floor is null ? null : floors[1..], lessIsBetter);
        if (counted[0].AllocatedBytes is not null) result = result with { AllocatedBytes = Measurement.MedianOf(counted.Select(one => one.AllocatedBytes!.Value)) };
        Add(counted[0].PerCpuSecond is null ? result : result.With("perCpuSecond", Measurement.MedianOf(counted.Select(one => one.PerCpuSecond!.Value))));
    }

    private static string Short(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "G3", System.Globalization.CultureInfo.InvariantCulture);

    private string? Parse(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--check": _check = true; break;
                case "--accept": _accept = true; break;
                case "--json" when index + 1 < args.Length: _json = args[++index]; break;
                case var name when _only is null && (name == _group || name.StartsWith(_group + ".", StringComparison.Ordinal)): _only = name; break;
                default: return $"'{args[index]}' is no measurement of {_group} and no option: [{_group}[.NAME]] [--json FILE] [--check] [--accept].";
            }
        }

        return null;
    }

    private async Task<int> FinishAsync()
    {
        if (_results.Count == 0)
        {
            await Console.Error.WriteLineAsync($"'{_only}' is no measurement of {_group}.");
            return 2;
        }

        var report = Header with { Results = _results };
        if (_json is not null) report.Write(_json);
        if (!_check && !_accept) return 0;
        var path = Baseline.Find();
        var baseline = Baseline.Read(path);
        var regressions = _check ? baseline.Regressions(report) : [];
        foreach (var regression in regressions)
            await Console.Error.WriteLineAsync(regression);
        if (_accept)
        {
            baseline.Accept(report);
            baseline.Write(path);
        }

        return regressions.Count > 0 ? 4 : 0;
    }
}
