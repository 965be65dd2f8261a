using Twins.Bench.Common;

namespace Twins.Bench.Tests;

public sealed class BaselineTests
{
    [Theory]
    [InlineData(0.50, 0.02, 0.46, 0.02, false)] // 8 % worse: within the tolerance of 10 %
    [InlineData(0.50, 0.02, 0.44, 0.02, true)] // 12 % worse
    [InlineData(0.50, 0.20, 0.44, 0.02, false)] // 12 % worse, but the accepted runs differed by 20 %
    [InlineData(0.50, 0.02, 0.44, 0.20, false)] // 12 % worse, but these runs differ by 20 %
    [InlineData(0.50, 0.20, 0.39, 0.02, true)] // 22 % worse
    [InlineData(0.50, 0.02, 0.90, 0.02, false)] // better
    public void A_ratio_has_regressed_when_it_is_worse_by_more_than_a_tenth_and_its_spread(double before, double beforeSpread, double now, double spread, bool regressed)
    {
        var baseline = new Baseline();
        baseline.Accept(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = before, Spread = beforeSpread }));
        var regressions = baseline.Regressions(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = now, Spread = spread }));
        Assert.Equal(regressed ? 1 : 0, regressions.Count);
        Assert.All(regressions, sentence => Assert.Contains("engine.calls", sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0.9, false)]
    [InlineData(0, 2, true)]
    [InlineData(200, 219, false)]
    [InlineData(200, 230, true)]
    public void Allocations_have_regressed_when_they_are_more_than_a_tenth_and_a_byte_above_the_accepted(double before, double now, bool regressed)
    {
        var baseline = new Baseline();
        baseline.Accept(Reported(new() { Name = "decode.frames", Unit = "frames/s", AllocatedBytes = before }));
        Assert.Equal(regressed, baseline.Regressions(Reported(new() { Name = "decode.frames", Unit = "frames/s", AllocatedBytes = now })).Count == 1);
    }

    [Fact]
    public void A_size_in_bytes_without_a_floor_is_compared_as_it_is()
    {
        var baseline = new Baseline();
        baseline.Accept(Reported(Measurement.Of("engine.memory.empty", "bytes/activation", [300])));
        Assert.Empty(baseline.Regressions(Reported(Measurement.Of("engine.memory.empty", "bytes/activation", [310]))));
        Assert.Single(baseline.Regressions(Reported(Measurement.Of("engine.memory.empty", "bytes/activation", [400]))));
    }

    [Fact]
    public void Engines_are_compared_with_themselves_only()
    {
        var baseline = new Baseline();
        baseline.Accept(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = 0.5, Spread = 0 }));
        Assert.Empty(baseline.Regressions(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = 0.1, Spread = 0 }) with { Engine = "orleans" }));
    }

    [Fact]
    public void What_was_accepted_is_read_back_from_the_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "bench", "baseline.json");
        var baseline = Baseline.Read(path);
        baseline.Accept(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = 0.5, Spread = 0.05 }));
        baseline.Write(path);
        Assert.Single(Baseline.Read(path).Regressions(Reported(new() { Name = "engine.calls", Unit = "calls/s", Ratio = 0.1, Spread = 0 })));
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path))!, recursive: true);
    }

    [Theory]
    [InlineData(0, "group")]
    [InlineData(0, "group.number")]
    [InlineData(2, "group.nothing")]
    [InlineData(2, "other")]
    [InlineData(2, "--json")]
    public async Task A_name_that_measures_nothing_is_a_wrong_command_line(int code, params string[] args)
        => Assert.Equal(code, await Benchmark.RunAsync("group", args, bench => bench.MeasureAsync("group.number", "things/s", () => Task.FromResult(new Run(1)), runs: 1)));

    private static Report Reported(Measurement measurement) => new() { Engine = "embedded", Results = [measurement] };
}
